/** The vendor's part of a provider, for every server that speaks one of OpenAI's protocols. */
import type { OpenAI } from "openai";
import type { Vendor, WireConfig } from "../provider-wire/index.ts";
import { toChatParams } from "./chat-request.ts";
import { readChatAnswer } from "./chat-stream.ts";
import type { Dialect } from "./dialect.ts";
import { explainError, findRefusedPart } from "./errors.ts";
import { toResponsesParams } from "./responses-request.ts";
import { readResponsesAnswer } from "./responses-stream.ts";

/** @param cacheKey tells the vendor which requests begin alike, such as the session's id */
export function createOpenAiVendor(dialect: Dialect, config: WireConfig, cacheKey: string): Vendor {
  let connecting: Promise<OpenAI> | undefined;
  const connect = async (): Promise<OpenAI> => {
    connecting ??= dialect.connect();
    return connecting;
  };
  const { id, displayName, configFields, defaultModel: model } = dialect;
  const { context_window, max_output_tokens } = dialect.modelInfoOf(model);
  const wire = { dialect, settings: config, cacheKey };
  return {
    info: {
      id,
      displayName,
      defaults: { model, context_window, max_output_tokens: config.max_tokens ?? max_output_tokens },
      configFields,
    },
    baseUrl: dialect.baseUrl,
    explain: (error, common) => {
      const known = explainError(error, common);
      return dialect.explain?.(error, known ?? common) ?? known;
    },
    refusedPart: (failure) => dialect.refusedPart?.(failure) ?? findRefusedPart(failure),
    priceOf: (name) => dialect.priceOf(name),
    async send(request, attempt) {
      const client = await connect();
      const { signal } = attempt;
      if (dialect.api === "chat") {
        const params = toChatParams(request, wire);
        const chunks = attempt.read(async () => client.chat.completions.create(params, { signal }));
        return readChatAnswer(dialect.readChunks?.(chunks) ?? chunks, attempt, request);
      }
      const params = toResponsesParams(request, wire);
      return readResponsesAnswer(
        attempt.read(async () => client.responses.create(params, { signal })),
        attempt,
      );
    },
    listModels: async (signal) => dialect.listModels(await connect(), signal),
  };
}
