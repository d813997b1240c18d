/** Local servers that speak the vendors' real wire formats, scripted by a test. */
export { startAnthropicServer } from "./anthropic.ts";
export { startOpenAiServer } from "./openai.ts";
export type {
  Replies,
  Reply,
  ScriptedBlock,
  VendorServer,
} from "./script.ts";
