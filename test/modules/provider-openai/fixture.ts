/** A provider-openai that talks to a scripted server for as long as a test runs. */
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/provider-openai/index.ts";
import { type Replies, startOpenAiServer, type VendorServer } from "../../support/vendors/index.ts";
import { HastyClock, type MountedProvider, mountProvider } from "../provider-fixture.ts";

const KEY = "sk-proj-secret-0123456789";

export interface Scene extends MountedProvider {
  readonly server: VendorServer;
  readonly clock: HastyClock;
  /** The body of the request with that number. */
  body(index?: number): JsonObject;
}

export async function withOpenAi(
  replies: Replies,
  play: (scene: Scene) => Promise<void>,
  config: JsonObject = {},
): Promise<void> {
  const server = await startOpenAiServer(replies);
  try {
    const clock = new HastyClock();
    const mounted = await mountProvider(module, { api_key: KEY, base_url: server.url, ...config }, clock);
    const body = (index = 0): JsonObject => server.requests[index]?.body ?? {};
    await play({ ...mounted, server, clock, body });
  } finally {
    await server.close();
  }
}
