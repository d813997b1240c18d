/** A provider-openai that talks to a scripted server for as long as a test runs. */
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/provider-openai/index.ts";
import { type Replies, startOpenAiServer } from "../../support/vendors/index.ts";
import { playScene, type Scene } from "../provider-scene.ts";

const KEY = "sk-proj-secret-0123456789";

export async function withOpenAi(
  replies: Replies,
  play: (scene: Scene) => Promise<void>,
  config: JsonObject = {},
): Promise<void> {
  const server = await startOpenAiServer(replies);
  await playScene({ module, server, config: { api_key: KEY, ...config } }, play);
}
