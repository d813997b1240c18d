/** What the tests of the providers over a vendor's wire share: a scripted server, and what a cancel must do. */
import assert from "node:assert/strict";
import type { JsonObject, ModuleDefinition } from "../../kernel/index.ts";
import type { suite } from "../support/suite.ts";
import type { Replies, VendorServer } from "../support/vendors/index.ts";
import { ask, failureOf, HastyClock, type MountedProvider, mountProvider } from "./provider-fixture.ts";

export interface Scene extends MountedProvider {
  readonly server: VendorServer;
  readonly clock: HastyClock;
  /** The body of the request with that number. */
  body(index?: number): JsonObject;
}

export type WithVendor = (replies: Replies, play: (scene: Scene) => Promise<void>) => Promise<void>;

export interface SceneOptions<Config> {
  readonly module: ModuleDefinition<Config>;
  readonly server: VendorServer;
  readonly config: JsonObject;
}

/** Mounts the provider on the server, and closes the server when the play is over. */
export async function playScene<Config>(
  { module, server, config }: SceneOptions<Config>,
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  try {
    const clock = new HastyClock();
    const mounted = await mountProvider(module, { base_url: server.url, ...config }, clock);
    const body = (index = 0): JsonObject => server.requests[index]?.body ?? {};
    await play({ ...mounted, server, clock, body });
  } finally {
    await server.close();
  }
}

export function testCancelHangsUp(test: ReturnType<typeof suite>, withVendor: WithVendor): void {
  test("is over at once, and the connection with it, in the middle of an answer that has stalled", async () => {
    await withVendor([{ blocks: [{ text: "So" }], after: "stall" }], async ({ provider, server }) => {
      const controller = new AbortController();
      const onPart = async (): Promise<void> => void setImmediate(() => controller.abort());
      const error = await failureOf(ask(provider, {}, { signal: controller.signal, onPart }));
      assert.equal(error.kind, "Abort");
      await server.waitForHangUp();
    });
  });

  test("is over at once, and the connection with it, where no answer has begun", async () => {
    await withVendor(["hang"], async ({ provider, server }) => {
      const controller = new AbortController();
      const asked = failureOf(ask(provider, {}, { signal: controller.signal }));
      await server.waitForRequests(1);
      controller.abort();
      assert.equal((await asked).kind, "Abort");
      await server.waitForHangUp();
    });
  });
}
