/** What a program's answer does to the turn: denies, asks, changes, adds context, goes on, stops. */
import { CONTINUE, type ContentBlock, type Coordinator, type HookResult, type JsonObject } from "../../kernel/index.ts";
import type { Answer } from "./answer.ts";
import type { Program } from "./config.ts";

export interface About {
  readonly name: string;
  readonly event: string;
  readonly program: Program;
  readonly data: JsonObject;
}

interface Steering {
  steer(prompt: readonly ContentBlock[]): boolean;
}

/** A turn that programs keep from ending goes on so many times. */
const MAX_CONTINUATIONS = 8;
const COMMAND_MESSAGE = "command:message";
const ENDS = ["Stop", "SubagentStop"];
/** Events whose result no one waits for: what is said for the model waits for the next prompt. */
const STARTS = ["session:start", "session:resume"];

export class TurnControl {
  readonly #coordinator: Coordinator;
  readonly #source: string;
  #stopped: string | undefined;
  #continuations = 0;
  #context: string[] = [];

  constructor(coordinator: Coordinator, source: string) {
    this.#coordinator = coordinator;
    this.#source = source;
  }

  /** A program has kept this turn from ending. */
  get wasContinued(): boolean {
    return this.#continuations > 0;
  }

  /** A turn begins: what was said at the start of the session goes before its prompt. */
  begin(): HookResult | undefined {
    this.#stopped = undefined;
    this.#continuations = 0;
    const context = this.#context;
    this.#context = [];
    return context.length === 0 ? undefined : injection(context.join("\n\n"), "prompt:submit");
  }

  /** Before each request: a turn that was stopped makes none. */
  mayGoOn(): HookResult | undefined {
    return this.#stopped === undefined ? undefined : { action: "deny", reason: this.#stopped };
  }

  toResult({ message, ...answer }: Answer, about: About): HookResult {
    if (message !== undefined) this.#say(message);
    return this.#act(answer, about);
  }

  #act({ fault, stop, block, ask, context, updatedInput, result }: Answer, about: About): HookResult {
    if (result !== undefined) return result;
    if (fault !== undefined) return this.#fail(fault, about);
    if (stop !== undefined) {
      this.#stopped = stop;
      return { action: "deny", reason: stop };
    }
    if (block !== undefined) return this.#block(block, about);
    const injection = context === undefined ? CONTINUE : this.#inject(context, about.event);
    if (ask !== undefined) {
      const data = { ...about.data, tool_input: updatedInput ?? about.data.tool_input };
      return { ...injection, action: "ask_user", approval_prompt: ask, data };
    }
    return updatedInput === undefined
      ? injection
      : { ...injection, action: "modify", data: { tool_input: updatedInput } };
  }

  #fail(fault: string, { program, name }: About): HookResult {
    const reason = `The hook for ${name} failed (${program.command}): ${fault}`;
    if (program.gate) return { action: "deny", reason };
    if (!this.#coordinator.cancellation.isRequested) this.#say(reason);
    return CONTINUE;
  }

  /** What has happened already cannot be denied any more: the model hears of it. */
  #block(reason: string, { name, event }: About): HookResult {
    if (ENDS.includes(name)) return this.#goOn(reason);
    if (event === "tool:post" || event === "tool:error") return this.#inject(reason, event);
    return { action: "deny", reason };
  }

  #goOn(reason: string): HookResult {
    const steering = this.#coordinator.getCapability<Steering>("session.steer");
    if (this.#continuations >= MAX_CONTINUATIONS) {
      this.#say(`A hook kept the turn from ending ${MAX_CONTINUATIONS} times, which is the limit; it ends now.`);
    } else if (steering?.steer([{ type: "text", text: reason }]) === true) {
      this.#continuations += 1;
    } else {
      this.#say("A hook wants the turn to go on, but this session's loop takes no input in mid-turn.");
    }
    return CONTINUE;
  }

  #inject(context: string, event: string): HookResult {
    const text = `<system-reminder source="${this.#source}">\n${context}\n</system-reminder>`;
    if (!STARTS.includes(event)) return injection(text, event);
    this.#context.push(text);
    return CONTINUE;
  }

  /** At once, whatever becomes of the event: the results of some events are not looked at. */
  #say(text: string): void {
    const message = { user_message: text, user_message_level: "warning", user_message_source: this.#source } as const;
    void this.#coordinator.processHookResult({ action: "continue", ...message }, COMMAND_MESSAGE);
  }
}

/** With a prompt it becomes part of the history; else it is for the next request, behind all else. */
function injection(text: string, event: string): HookResult {
  const isLasting = event === "prompt:submit";
  return {
    action: "inject_context",
    context_injection: text,
    context_injection_role: "user",
    ephemeral: !isLasting,
    append_to_last_tool_result: !isLasting,
  };
}
