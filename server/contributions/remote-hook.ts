/**
 * A hook that lives in a client or in another process. It is asked about the events that it names; what streams is told to it in
 * batches, unless it is a gate. A gate that is slow, gone or wrong denies; any other hook then counts as having said nothing.
 */
import type * as z from "zod";
import {
  CONTINUE,
  type Coordinator,
  type HookResult,
  isEphemeral,
  isHookResult,
  type JsonObject,
  matchesPattern,
  type Observation,
  type Undo,
} from "../../kernel/index.ts";
import { type hookDeclaration, hookInvoke } from "../../protocol/index.ts";
import { ObservedBatch } from "./observed-batch.ts";
import { ContractBroken, faultOf, type Site, tellFault } from "./site.ts";

export type HookDeclaration = z.output<ReturnType<typeof hookDeclaration>>;

const HOOK_TIMEOUT_MS = 30_000;
/** Without it the action would do nothing. */
const FIELD_OF: { readonly [Action in HookResult["action"]]?: "data" | "context_injection" } = {
  modify: "data",
  inject_context: "context_injection",
};

export function mountRemoteHook(declaration: HookDeclaration, site: Site): Undo {
  const hook = new RemoteHook(declaration, site);
  return () => hook.unmount();
}

class RemoteHook {
  readonly #declaration: HookDeclaration;
  readonly #site: Site;
  readonly #batch: ObservedBatch;
  readonly #undos: Undo[];

  constructor(declaration: HookDeclaration, site: Site) {
    this.#declaration = declaration;
    this.#site = site;
    this.#batch = new ObservedBatch(declaration.name, site);
    this.#undos = [...new Set(declaration.events)].flatMap((pattern, index, patterns) => {
      const earlier = patterns.slice(0, index);
      return this.#register(pattern, (event) => !earlier.some((other) => matchesPattern(other, event)));
    });
  }

  unmount(): void {
    for (const undo of this.#undos) undo();
    this.#batch.close();
  }

  /** @param isFirst whether no earlier pattern of the hook is about the event: it is asked once */
  #register(pattern: string, isFirst: (event: string) => boolean): Undo[] {
    const { hooks } = this.#site.coordinator;
    const { name, priority = 0, gate: isGate = false } = this.#declaration;
    const asks = (event: string): boolean => (isGate || !isEphemeral(event)) && isFirst(event);
    const undos: Undo[] = [];
    if (isGate || !isEphemeral(pattern)) {
      // The peer's request has the deadline, so that the peer hears of it, too.
      const options = { name, priority, failClosed: isGate, timeoutMs: null };
      const ask = (event: string, data: JsonObject): HookResult | Promise<HookResult> =>
        asks(event) ? this.#ask(event, data) : CONTINUE;
      undos.push(hooks.register(pattern, ask, options));
    }
    const tell = ({ event, data, ephemeral }: Observation): void => {
      if (ephemeral && isFirst(event)) this.#batch.add(event, data);
    };
    return isGate ? undos : [...undos, hooks.observe(pattern, tell, { name })];
  }

  async #ask(event: string, data: JsonObject): Promise<HookResult> {
    const { coordinator, giver } = this.#site;
    const { name, gate: isGate = false, timeoutMs = HOOK_TIMEOUT_MS } = this.#declaration;
    const { registrationId } = giver;
    try {
      const signal = this.#endOf(coordinator);
      const peer = await giver.peer(signal);
      this.#batch.flush();
      const params = { registrationId, sessionId: coordinator.sessionId, name, event, data };
      return this.#read(event, await peer.request(hookInvoke.method, params, { signal, timeoutMs }));
    } catch (error) {
      const fault = faultOf(error, this.#site, `hook ${name} on ${event}`);
      if (fault.kind !== "cancelled" && event !== "contribution:failed") await tellFault(this.#site, name, fault);
      return isGate
        ? { action: "deny", reason: `The gate ${name} said nothing that counts: ${fault.message}` }
        : CONTINUE;
    }
  }

  /** A cancel ends the question, unless it came before: what happens at the end of a cancelled turn may be hooked, too. */
  #endOf({ cancellation }: Coordinator): AbortSignal {
    const { stopping } = cancellation;
    const { withdrawn } = this.#site;
    return stopping.aborted ? withdrawn : AbortSignal.any([stopping, withdrawn]);
  }

  #read(event: string, answer: unknown): HookResult {
    const isNothing = answer === null || answer === undefined;
    if (isNothing && this.#declaration.gate !== true) return CONTINUE;
    const who = `hook ${this.#declaration.name} answered ${event} with`;
    if (!isHookResult(answer)) {
      const must = "it must be {action: continue | modify | inject_context | ask_user | deny, …}";
      throw new ContractBroken(`${who} something that is not a hook result; ${must}`);
    }
    const field = FIELD_OF[answer.action];
    if (field === undefined || answer[field] !== undefined) return answer;
    throw new ContractBroken(`${who} ${answer.action}, but without \`${field}\`, so it says nothing`);
  }
}
