/** A provider-anthropic that talks to a scripted server for as long as a test runs. */
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/provider-anthropic/index.ts";
import { type Replies, startAnthropicServer } from "../../support/vendors/index.ts";
import { playScene, type Scene } from "../provider-scene.ts";

export const KEY = "secret-of-ours-0123456789";

export async function withAnthropic(
  replies: Replies,
  play: (scene: Scene) => Promise<void>,
  config: JsonObject = {},
): Promise<void> {
  const server = await startAnthropicServer(replies);
  await playScene({ module, server, config: { api_key: KEY, ...config } }, play);
}
