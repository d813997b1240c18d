/** What a test gives the kernel in place of an application: a clock moved by hand, ids that count, a journal in memory. */
import type {
  ApprovalSystem,
  Clock,
  Host,
  Journal,
  JsonObject,
  Message,
  MountPlan,
  Observation,
} from "../../kernel/index.ts";
import { Coordinator, EVENTS, type HookRegistry, isEventName } from "../../kernel/index.ts";

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on by `ms` and calls back what is due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let due = this.#nextDue(end); due !== undefined; due = this.#nextDue(end)) {
      this.#now = due.at;
      this.#timers = this.#timers.filter((other) => other !== due);
      due.callback();
    }
    this.#now = end;
  }

  get pending(): number {
    return this.#timers.length;
  }

  #nextDue(end: number): { readonly at: number; readonly callback: () => void } | undefined {
    return this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Generous on purpose: it ends what hangs; it does not measure. */
const DEADLINE_MS = 100_000;

/** Waits, without time passing on a clock that is moved by hand, until something that is under way has come about. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error("it never came about");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The clock of the machine, for tests of modules that wait for real things. */
export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface TestHost extends Host {
  /** What was reported, one line each. */
  readonly reports: string[];
}

export function testHost(clock: Clock = realClock): TestHost {
  let ids = 0;
  const reports: string[] = [];
  return { clock, newId: () => `id-${++ids}`, report: (line) => void reports.push(line), reports };
}

export class MemoryJournal implements Journal {
  readonly messages: Message[] = [];

  async append(message: Message): Promise<void> {
    this.messages.push(message);
  }

  async clear(): Promise<void> {
    this.messages.length = 0;
  }
}

export const EMPTY_PLAN: MountPlan = {
  session: { orchestrator: { module: "loop-basic" }, context: { module: "context-simple" } },
  providers: [],
  tools: [],
  hooks: [],
  agents: {},
};

export interface CoordinatorFixture {
  readonly coordinator: Coordinator;
  readonly host: TestHost;
  /** Every event that was observed, in order. */
  readonly seen: Observation[];
  readonly shown: { readonly text: string; readonly level: string; readonly source: string }[];
  eventNames(): string[];
  dataOf(event: string): JsonObject[];
}

/** A coordinator as a session would make it; it rejects payloads that the event table does not allow. */
export function coordinatorFixture(
  options: {
    plan?: MountPlan;
    approval?: ApprovalSystem | undefined;
    host?: TestHost | undefined;
    sessionId?: string;
    parentId?: string | undefined;
  } = {},
): CoordinatorFixture {
  const host = options.host ?? testHost();
  const shown: { text: string; level: string; source: string }[] = [];
  const coordinator = new Coordinator({
    sessionId: options.sessionId ?? "session-1",
    parentId: options.parentId,
    plan: options.plan ?? EMPTY_PLAN,
    host,
    approval: options.approval,
    display: { showMessage: (text, level, source) => void shown.push({ text, level, source }) },
  });
  rejectMalformedEvents(coordinator);
  const seen: Observation[] = [];
  coordinator.hooks.observe("*", (observation) => void seen.push(observation), { name: "test" });
  return {
    coordinator,
    host,
    seen,
    shown,
    eventNames: () => seen.map((observation) => observation.event),
    dataOf: (event) => seen.filter((observation) => observation.event === event).map((observation) => observation.data),
  };
}

/** From now on `emit` rejects a canonical event whose payload the event table does not allow. */
export function rejectMalformedEvents(coordinator: { readonly hooks: HookRegistry }): void {
  const { hooks } = coordinator;
  const emit = hooks.emit.bind(hooks);
  hooks.emit = async (event, data) => {
    if (isEventName(event)) EVENTS[event].payload.parse(data);
    return emit(event, data);
  };
}
