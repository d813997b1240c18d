/** What the providers over one of OpenAI's protocols share. A module adds what sets its server apart: a `Dialect`. */
export { clientOptions, connectOpenAi } from "./client.ts";
export type { Dialect } from "./dialect.ts";
export { mountOpenAiWire } from "./mount.ts";
export { isForText, isReasoning, openAiModelInfoOf, openAiPriceOf } from "./openai-models.ts";
export { selfHostedDialect, selfHostedShape } from "./self-hosted.ts";
