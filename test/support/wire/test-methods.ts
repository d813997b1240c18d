/** The methods that tests of the wire call. */
import { type MethodHandler, RpcError } from "../../../server/rpc/index.ts";

export interface TestMethods {
  readonly table: ReadonlyMap<string, MethodHandler>;
  /** How many `test/hold` requests have started. */
  readonly held: () => number;
  /** Lets every `test/hold` go that has started. */
  release(): void;
  /** Resolves when so many `test/hold` requests have started in all. */
  whenHeld(count: number): Promise<void>;
}

export function testMethods(): TestMethods {
  let started = 0;
  let releases: (() => void)[] = [];
  let watchers: { readonly count: number; readonly resolve: () => void }[] = [];

  const hold: MethodHandler = (params, { signal }) =>
    new Promise((resolve, reject) => {
      releases.push(() => resolve(params));
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      started++;
      for (const watcher of watchers.filter(({ count }) => count <= started)) watcher.resolve();
      watchers = watchers.filter(({ count }) => count > started);
    });

  const table = new Map<string, MethodHandler>([
    ["test/echo", async (params) => params],
    ["test/hold", hold],
    ["test/hold-on", () => new Promise((resolve) => void releases.push(() => resolve("done in spite of it")))],
    ["test/meta", async (_params, { meta }) => meta ?? null],
    ["test/nothing", async () => undefined],
    [
      "test/fail",
      async () => Promise.reject(new RpcError(-32050, "no such thing", { kind: "no-such-thing", retryable: true })),
    ],
    ["test/throw", async () => Promise.reject(new Error("the password is hunter2"))],
    ["test/cycle", async () => cycle()],
    ["test/bigint", async () => ({ big: 1n })],
    ["test/deep-result", async () => deep(50_000)],
    ["test/large", async (params) => "x".repeat((params as { bytes: number }).bytes)],
    ["test/notify-then-reply", notifyThenReply],
  ]);
  return {
    table,
    held: () => started,
    release() {
      const all = releases;
      releases = [];
      for (const release of all) release();
    },
    whenHeld: (count) =>
      new Promise((resolve) => (started >= count ? resolve() : void watchers.push({ count, resolve }))),
  };
}

const notifyThenReply: MethodHandler = async (params, { connection, afterReply }) => {
  const { count } = params as { count: number };
  for (let n = 0; n < count; n++) connection.notify("test/note", { n });
  afterReply(() => connection.notify("test/after", {}));
  return count;
};

function cycle(): unknown {
  const object: Record<string, unknown> = {};
  object.self = object;
  return object;
}

function deep(levels: number): unknown {
  let value: unknown = null;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
