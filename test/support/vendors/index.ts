/** Local servers that speak the vendors' real wire formats, scripted by a test. */
export { startAnthropicServer } from "./anthropic.ts";
export { startAzureServer } from "./azure.ts";
export { startGeminiServer } from "./gemini.ts";
export { startOllamaServer } from "./ollama.ts";
export { startOpenAiServer } from "./openai.ts";
export type {
  Replies,
  Reply,
  ScriptedBlock,
  VendorServer,
} from "./script.ts";
export { startVllmServer } from "./vllm.ts";
