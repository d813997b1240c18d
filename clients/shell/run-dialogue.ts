/** `ampsh` on a terminal, with nothing to run: prompts are asked for one after another, all of one session. */
import { displayMessage } from "../../protocol/index.ts";
import type { AmpdClient, AmpdProcess, Session } from "../node/index.ts";
import { untilAborted } from "../node/until-aborted.ts";
import { type Answering, chooseAnswering } from "./answer-questions.ts";
import { type AnswerWriter, makeAnswerWriter } from "./answer-writer.ts";
import type { PromptCommand, SessionChoice } from "./command.ts";
import { connect, disconnect } from "./connect.ts";
import { completeCommand, runCommand, type Talk } from "./dialogue-commands.ts";
import { editPrompt } from "./edit-prompt.ts";
import { EXIT } from "./exit-codes.ts";
import { Interruption } from "./interruption.ts";
import { readTyped } from "./line-reader.ts";
import { Narrator } from "./narrator.ts";
import { deleteUnused, openSession } from "./open-session.ts";
import { PromptHistory } from "./prompt-history.ts";
import { withProviderFailure } from "./provider-failure.ts";
import { Screen } from "./screen.ts";
import { ShellError } from "./shell-error.ts";
import { chooseStyle } from "./style.ts";
import { TurnRecord } from "./turn-record.ts";
import { workingDirectory } from "./working-directory.ts";

/** @throws ShellError, AmpdError when there comes to be no session */
export async function runDialogue(command: PromptCommand, ampd: AmpdProcess | undefined): Promise<number> {
  const interruption = new Interruption();
  try {
    return await new Dialogue(command, interruption).run(ampd);
  } catch (thrown) {
    // An earlier Ctrl-C may have ended a turn, and no more than that.
    if (interruption.signal.aborted) return interruption.exitCode ?? EXIT.failed;
    throw thrown;
  } finally {
    interruption.dispose();
  }
}

class Dialogue {
  readonly #command: PromptCommand;
  readonly #interruption: Interruption;
  readonly #style: ReturnType<typeof chooseStyle>;
  readonly #screen: Screen;
  readonly #narrator: Narrator;
  readonly #madeHere = new Set<string>();
  #record = new TurnRecord();
  #writer: AnswerWriter;
  #isOver = false;

  constructor(command: PromptCommand, interruption: Interruption) {
    const { stdout, stderr, env } = process;
    const isTerminal = stderr.isTTY === true;
    this.#command = command;
    this.#interruption = interruption;
    this.#style = chooseStyle(command.color, isTerminal, env);
    const isSpinning = isTerminal && !command.isQuiet && env.TERM !== "dumb";
    const onBrokenOutput = (): void => interruption.leave(EXIT.hangup);
    this.#screen = new Screen({ stdout, stderr, isSpinning, onBrokenOutput });
    this.#narrator = new Narrator(command, { screen: this.#screen, style: this.#style });
    this.#writer = makeAnswerWriter("text", this.#screen);
  }

  async run(process: AmpdProcess | undefined): Promise<number> {
    const { signal } = this.#interruption;
    const cwd = await workingDirectory(this.#command.cwd);
    const record = { notePersonalDenial: (id: string): void => this.#record.notePersonalDenial(id) };
    const answering = chooseAnswering(this.#command, { screen: this.#screen, style: this.#style, record });
    const { onApproval, onInput } = answering;
    const connecting = connect({
      process,
      ...(onApproval && { onApproval }),
      ...(onInput && { onInput }),
      capabilities: { display: {} },
      ...(this.#command.isVerbose && { onLog: (line: string) => this.#screen.note(line) }),
      signal,
    });
    try {
      const client = await untilAborted(connecting, signal);
      answering.follow(client);
      client.onNotification(displayMessage, ({ text, source }) => this.#narrator.warn(`${source}: ${text}`));
      await this.#talk(client, cwd, answering);
      return EXIT.done;
    } finally {
      answering.close();
      await disconnect(connecting, signal);
      await this.#screen.flush();
    }
  }

  async #talk(client: AmpdClient, cwd: string, { hold }: Pick<Answering, "hold">): Promise<void> {
    const history = await PromptHistory.read(process.env);
    let session = await this.#open(client, this.#command.session, cwd);
    this.#screen.note(this.#style.dim(`session ${session.id}; /help lists the commands, Ctrl-D leaves`));
    for (let text = await this.#read(history); text !== undefined; text = await this.#read(history)) {
      const talk = { client, session, cwd, say: (line: string) => this.#screen.note(line), quit: () => this.#quit() };
      const edit: Talk["edit"] = (draft) => hold(() => this.#edit(draft));
      const send: Talk["send"] = async (prompt) => {
        await history.add(prompt);
        await this.#turn(session, prompt);
      };
      const go: Talk["go"] = async (next) => {
        const other = await this.#openNext(talk, next);
        await this.#leave(client, session);
        session = other;
        this.#screen.note(this.#style.dim(`session ${session.id}`));
      };
      const said = text;
      await this.#isolated(() =>
        said.startsWith("/") ? runCommand(said, { ...talk, edit, send, go }) : this.#turn(session, said),
      );
      if (this.#isOver) break;
    }
    await this.#leave(client, session);
  }

  #quit(): void {
    this.#isOver = true;
  }

  /** What was typed; nothing: it is time to leave. */
  async #read(history: PromptHistory): Promise<string | undefined> {
    const { signal } = this.#interruption;
    const prompt = this.#style.bold("> ");
    for (;;) {
      const typed = await readTyped({ complete: completeCommand }, { prompt, history: history.entries, signal });
      if (typed.kind === "end") return undefined;
      if (typed.kind === "interrupted") this.#screen.note("\n(Ctrl-D or /quit leaves)");
      if (typed.kind !== "text" || typed.text.trim() === "") continue;
      await history.add(typed.text);
      return typed.text.trim();
    }
  }

  #edit(draft: string): Promise<string | undefined> {
    const { signal } = this.#interruption;
    return this.#interruption.leavingCtrlCTo(() => editPrompt({ draft, environment: process.env, signal }));
  }

  async #openNext(
    { client, session, cwd }: Pick<Talk, "client" | "session" | "cwd">,
    next: Parameters<Talk["go"]>[0],
  ): Promise<Session> {
    if (next === "new") return this.#open(client, newChoice(this.#command.session), cwd);
    if ("resume" in next) return this.#open(client, { kind: "stored", id: next.resume }, cwd);
    const { forkAt } = next;
    const forked = await session.fork({ ...(forkAt !== undefined && { atTurn: forkAt }) });
    this.#madeHere.add(forked.id);
    forked.onEvent((event) => this.#hear(event, event.sessionId === forked.id));
    return forked;
  }

  async #open(client: AmpdClient, choice: SessionChoice, cwd: string): Promise<Session> {
    const session = await openSession(client, {
      choice,
      permissions: this.#command.permissions,
      cwd,
      events: this.#writer.events,
      onEvent: (event, isOwn) => this.#hear(event, isOwn),
    });
    if (choice.kind === "new") this.#madeHere.add(session.id);
    const { name, version } = client.server.serverInfo;
    this.#narrator.opened(session, `${name} ${version} (process ${client.pid})`);
    return session;
  }

  #hear(event: Parameters<AnswerWriter["onEvent"]>[0], isOwn: boolean): void {
    if (isOwn) this.#record.observe(event);
    this.#narrator.onEvent(event);
    this.#writer.onEvent(event, isOwn);
  }

  async #turn(session: Session, prompt: string): Promise<void> {
    const { provider, model, maxIterations, showsUsage } = this.#command;
    this.#record = new TurnRecord();
    this.#writer = makeAnswerWriter("text", this.#screen);
    const cancel = (): void => {
      this.#narrator.cancelling();
      session.cancel("graceful").catch(() => {});
    };
    try {
      const reply = await this.#interruption.duringTurn(cancel, () =>
        session.execute(prompt, {
          ...(provider !== undefined && { provider }),
          ...(model !== undefined && { model }),
          ...(maxIterations !== undefined && { maxIterations }),
        }),
      );
      this.#screen.hideActivity();
      this.#screen.endLine();
      this.#narrator.denials(this.#record);
      this.#narrator.limit(reply);
      if (showsUsage) this.#narrator.usage(reply);
    } catch (thrown) {
      this.#screen.hideActivity();
      this.#screen.endLine();
      throw withProviderFailure(ShellError.of(thrown), session.warnings);
    }
  }

  /** What fails is told, and the dialogue goes on; unless it is time to leave. */
  async #isolated(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#interruption.signal.throwIfAborted();
      this.#narrator.error(ShellError.of(thrown));
    }
  }

  /** A session that was made here and in which nothing was said is not kept. */
  async #leave(client: AmpdClient, session: Session): Promise<void> {
    const isGone = this.#madeHere.has(session.id) && (await deleteUnused(client, session));
    if (!isGone) await session.close().catch(() => {});
  }
}

/** As the command line says, but for an id, which only one session can have. */
function newChoice(choice: SessionChoice): SessionChoice {
  const plain = { kind: "new", profile: undefined, mountPlanFile: undefined, isEphemeral: false } as const;
  return { ...(choice.kind === "new" ? choice : plain), id: undefined };
}
