/** Keeps a record of what modules register in a session, so that what they leave behind can be named. */
import type { Coordinator, HookOptions, HookResult, JsonObject, Undo } from "../../kernel/index.ts";

/** What one handler answered to one event. */
export interface Answer {
  readonly handler: HookOptions;
  readonly event: string;
  readonly result: HookResult | undefined;
}

export interface Ledger {
  /** What is registered and was not taken back, each in words. */
  leftovers(): string[];
  /** In the order in which they came. */
  readonly answers: readonly Answer[];
}

/** From now on everything that is registered on the coordinator is recorded. */
export function keepLedger(coordinator: Coordinator): Ledger {
  const open = new Map<object, { readonly label: string; isThere(): boolean }>();
  const answers: Answer[] = [];
  const track = (label: string, undo: Undo, isThere = (): boolean => true): Undo => {
    const key = {};
    open.set(key, { label, isThere });
    return () => {
      open.delete(key);
      undo();
    };
  };
  trackHooks(coordinator, track, answers);
  trackPlaces(coordinator, track);
  return {
    answers,
    leftovers: () => [...open.values()].filter((one) => one.isThere()).map(({ label }) => label),
  };
}

type Track = (label: string, undo: Undo, isThere?: () => boolean) => Undo;

function trackHooks({ hooks }: Coordinator, track: Track, answers: Answer[]): void {
  const register = hooks.register.bind(hooks);
  const observe = hooks.observe.bind(hooks);
  hooks.register = (pattern, run, handler) => {
    const recorded = async (event: string, data: JsonObject): Promise<HookResult | undefined> => {
      const result = await run(event, data);
      answers.push({ handler, event, result });
      return result;
    };
    return track(`the hook ${handler.name} on ${pattern}`, register(pattern, recorded, handler));
  };
  hooks.observe = (pattern, run, options) =>
    track(`the observer ${options.name} of ${pattern}`, observe(pattern, run, options));
}

function trackPlaces(coordinator: Coordinator, track: Track): void {
  const mount = coordinator.mount.bind(coordinator);
  const registerCapability = coordinator.registerCapability.bind(coordinator);
  const registerContributor = coordinator.registerContributor.bind(coordinator);
  coordinator.mount = (point, instance, options) => {
    const isThere = (): boolean => coordinator.get(point, options?.name) === instance;
    return track(`${point} ${options?.name ?? ""}`.trim(), mount(point, instance, options), isThere);
  };
  coordinator.registerCapability = (name, value) => {
    const isThere = (): boolean => coordinator.getCapability(name) === value;
    return track(`the capability ${name}`, registerCapability(name, value), isThere);
  };
  coordinator.registerContributor = (channel, name, callback) =>
    track(`the contributor ${name} to ${channel}`, registerContributor(channel, name, callback));
}
