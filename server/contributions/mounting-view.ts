/**
 * The session as one module sees it: the same, but what the module registers while it is being mounted can be taken back when it
 * fails, without touching what others register meanwhile. It decides nothing.
 */
import type { Coordinator, Undo } from "../../kernel/index.ts";

export class MountingView {
  readonly coordinator: Coordinator;
  readonly #undos: Undo[] = [];
  #state: "mounting" | "mounted" | "failed" = "mounting";

  constructor(inner: Coordinator) {
    const { hooks } = inner;
    this.coordinator = overlay(inner, {
      hooks: overlay(hooks, {
        register: (...given) => this.#record(hooks.register(...given)),
        observe: (...given) => this.#record(hooks.observe(...given)),
      }),
      mount: (...given) => this.#record(inner.mount(...given)),
      registerContributor: (...given) => this.#record(inner.registerContributor(...given)),
      registerCapability: (name, value) => {
        const before = inner.getCapability(name);
        const undo = inner.registerCapability(name, value);
        this.#record(() => {
          undo();
          if (inner.getCapability(name) === undefined && before !== undefined) inner.registerCapability(name, before);
        });
        return undo;
      },
    });
  }

  /** What was registered stays, and what comes is the module's own affair. */
  keep(): void {
    this.#state = "mounted";
    this.#undos.length = 0;
  }

  /** All of it goes, the last first, and so does whatever the module still registers. */
  takeBack(): void {
    this.#state = "failed";
    for (const undo of this.#undos.splice(0).reverse()) undo();
  }

  #record(undo: Undo): Undo {
    if (this.#state === "mounting") this.#undos.push(undo);
    if (this.#state === "failed") undo();
    return undo;
  }
}

/** The target with some of its members replaced. Its methods run on the target itself, which has private fields. */
function overlay<Target extends object>(target: Target, own: Partial<Target>): Target {
  const bound = new Map<PropertyKey, unknown>();
  const read = (key: PropertyKey): unknown => {
    const value: unknown = Reflect.get(target, key, target);
    if (typeof value !== "function") return value;
    if (!bound.has(key)) bound.set(key, value.bind(target));
    return bound.get(key);
  };
  return new Proxy(target, { get: (_, key) => (Object.hasOwn(own, key) ? Reflect.get(own, key) : read(key)) });
}
