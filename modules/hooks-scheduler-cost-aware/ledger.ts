/** What a session, and its turn under way, have spent, those that it has delegated to included. */
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { messageOf } from "../../kernel/index.ts";
import { writeFileAtomically } from "../lib/atomic-file/index.ts";
import type { Limit, Scope } from "./budget.ts";

export interface Spending {
  /** US dollars. */
  readonly cost: number;
  /** In and out. */
  readonly tokens: number;
}

const NOTHING: Spending = { cost: 0, tokens: 0 };
const stored = z.object({ cost: z.number().nonnegative(), tokens: z.number().nonnegative() });

/** The ledgers of this process, so that a sub-session finds its parent's: what it spends is its parent's expense too. */
const open = new Map<string, Ledger>();

export class Ledger {
  readonly sessionId: string;
  readonly parent: Ledger | undefined;
  readonly limits: readonly Limit[];
  readonly #file: string | undefined;
  readonly #report: (line: string) => void;
  readonly #spent: Record<Scope, Spending> = { turn: NOTHING, session: NOTHING };
  #writing: Promise<void> = Promise.resolve();
  #isWriteWaiting = false;

  private constructor(options: LedgerOptions) {
    this.sessionId = options.sessionId;
    this.limits = options.limits;
    this.parent = options.parentId === undefined ? undefined : open.get(options.parentId);
    this.#file = options.file;
    this.#report = options.report;
  }

  /** Continues where the file of an earlier process ends. */
  static async open(options: LedgerOptions): Promise<Ledger> {
    const ledger = new Ledger(options);
    ledger.#spent.session = await ledger.#read();
    open.set(options.sessionId, ledger);
    return ledger;
  }

  beginTurn(): void {
    this.#spent.turn = NOTHING;
  }

  spent(scope: Scope): Spending {
    return this.#spent[scope];
  }

  charge(expense: Spending): void {
    for (const scope of ["turn", "session"] as const) {
      const { cost, tokens } = this.#spent[scope];
      this.#spent[scope] = { cost: cost + expense.cost, tokens: tokens + expense.tokens };
    }
    this.parent?.charge(expense);
    this.#write();
  }

  async close(): Promise<void> {
    if (open.get(this.sessionId) === this) open.delete(this.sessionId);
    await this.#writing;
  }

  async #read(): Promise<Spending> {
    if (this.#file === undefined) return NOTHING;
    try {
      return stored.parse(JSON.parse(await readFile(this.#file, "utf8")));
    } catch (error) {
      const isNew = (error as NodeJS.ErrnoException).code === "ENOENT";
      if (!isNew)
        this.#report(`${this.#file} cannot be read, so the session's spending begins at 0: ${messageOf(error)}`);
      return NOTHING;
    }
  }

  /** One write at a time; those that come meanwhile become one. */
  #write(): void {
    const file = this.#file;
    if (file === undefined || this.#isWriteWaiting) return;
    this.#isWriteWaiting = true;
    this.#writing = this.#writing.then(async () => {
      this.#isWriteWaiting = false;
      try {
        await writeFileAtomically(file, `${JSON.stringify(this.#spent.session)}\n`);
      } catch (error) {
        this.#report(`${file} could not be written: ${messageOf(error)}`);
      }
    });
  }
}

export interface LedgerOptions {
  readonly sessionId: string;
  readonly parentId: string | undefined;
  readonly limits: readonly Limit[];
  /** Nothing where the session keeps no files. */
  readonly file: string | undefined;
  readonly report: (line: string) => void;
}
