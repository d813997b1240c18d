/** What the person has answered: for the session here, and for ever through the application's settings where it offers that. */
import { type ApprovalKind, type Coordinator, messageOf } from "../../kernel/index.ts";
import type { Rule } from "./config.ts";
import { type ReadyRule, readyRule } from "./rules.ts";
import type { Scope } from "./scope.ts";

const MAX_REMEMBERED = 1000;
/** How long the application may take to keep one rule. */
const PERSIST_TIMEOUT_MS = 10_000;

export class Memory {
  readonly #rules: ReadyRule[] = [];
  readonly #lines = new Map<string, "allow" | "deny">();
  readonly #parent: Memory | undefined;
  readonly #coordinator: Coordinator;
  readonly #workingDir: string;
  #work: Promise<void> = Promise.resolve();
  #persisting: Promise<void> = Promise.resolve();

  /** @param parent what was answered in the session that this one works for: it holds here, too */
  constructor(coordinator: Coordinator, workingDir: string, parent?: Memory) {
    this.#parent = parent;
    this.#coordinator = coordinator;
    this.#workingDir = workingDir;
  }

  get rules(): readonly ReadyRule[] {
    return [...(this.#parent?.rules ?? []), ...this.#rules];
  }

  get lines(): ReadonlyMap<string, "allow" | "deny"> {
    const all = [...(this.#parent?.lines ?? []), ...this.#lines];
    return new Map([...all, ...all.filter(([, effect]) => effect === "deny")]);
  }

  /** Resolves when everything that was answered so far is in effect. */
  async settled(): Promise<void> {
    await this.#parent?.settled();
    await this.#work;
  }

  /** Resolves when the application has kept what it was given, or had its time. */
  async persisted(): Promise<void> {
    await this.#work;
    await this.#persisting;
  }

  /** Called from an observer, which cannot wait; the next call waits for it instead. */
  remember(kind: ApprovalKind, scope: Scope): void {
    if (kind === "allow_once" || kind === "deny_once") return;
    const effect = kind === "deny_always" ? "deny" : "allow";
    if (effect === "allow" && !scope.isPlain) return;
    this.#work = this.#work
      .then(() => this.#keep(kind, effect, scope))
      .catch((error: unknown) =>
        this.#coordinator.host.report(`hooks-approval: an answer was lost: ${messageOf(error)}`),
      );
  }

  async #keep(kind: ApprovalKind, effect: "allow" | "deny", scope: Scope): Promise<void> {
    const rules = scope.selectors.map(({ version, ...selector }): Rule => {
      return { ...selector, ...(effect === "allow" && version && { version }), effect };
    });
    if (scope.line !== undefined && (effect === "deny" || rules.length === 0)) {
      if (this.#lines.size < MAX_REMEMBERED) this.#lines.set(scope.line, effect);
    } else if (this.#rules.length + rules.length <= MAX_REMEMBERED) {
      for (const rule of rules) this.#rules.push(await readyRule(rule, "remembered", this.#workingDir));
    }
    if (kind === "allow_session") return;
    // Forbidding each part of a line would forbid more than was asked.
    const lasting = effect === "deny" && rules.length > 1 ? [] : rules;
    this.#persisting = this.#persisting.then(() => this.#persist(lasting));
  }

  async #persist(rules: readonly Rule[]): Promise<void> {
    const addRule = this.#coordinator.getCapability<(rule: Rule) => Promise<void>>("settings.add_rule");
    if (addRule === undefined || rules.length === 0) {
      const reason = rules.length === 0 ? "it cannot be put into one rule" : "the application keeps no rules";
      return this.#tell(`This answer holds for the rest of the session: ${reason}.`);
    }
    try {
      for (const rule of rules) await this.#inTime(addRule(rule));
    } catch (error) {
      await this.#tell(
        `The rule could not be kept, so the answer holds for the rest of the session: ${messageOf(error)}`,
      );
    }
  }

  async #inTime(work: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const undo = this.#coordinator.host.clock.after(PERSIST_TIMEOUT_MS, () =>
        reject(new Error(`it was not written within ${PERSIST_TIMEOUT_MS} ms`)),
      );
      work.then(resolve, reject).finally(undo);
    });
  }

  async #tell(message: string): Promise<void> {
    await this.#coordinator.processHookResult(
      {
        action: "continue",
        user_message: message,
        user_message_level: "warning",
        user_message_source: "hooks-approval",
      },
      "approval:granted",
    );
  }
}
