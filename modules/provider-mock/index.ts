/** A provider without a model: it plays a script, or, with none, a small demo that works with the tools it is given. */
import { type Coordinator, defineModule, type ModelInfo, type Provider, toolCallsOf } from "../../kernel/index.ts";
import { type Answer, errorOf, estimateUsage } from "./answer.ts";
import { configSchema, type MockConfig } from "./config.ts";
import { answerDemo } from "./demo.ts";
import { play } from "./play.ts";
import { answerFromScript } from "./script.ts";

const ID = "provider-mock";
const MODEL: Omit<ModelInfo, "id"> = {
  displayName: "Mock (offline)",
  context_window: 200_000,
  max_output_tokens: 64_000,
  capabilities: ["tools", "streaming", "thinking"],
  cost: { input: 0, output: 0 },
};

export const module = defineModule<MockConfig>({
  name: ID,
  kind: "provider",
  description: "Offline stand-in for a model: scripted answers, or a demo that reads and searches through real tools.",
  configSchema,
  async mount(coordinator, config, id = "mock") {
    return coordinator.mount("providers", createProvider(coordinator, config, id), { name: id });
  },
});

function createProvider(coordinator: Coordinator, config: MockConfig, name: string): Provider {
  const newId = (): string => `call_${coordinator.host.newId()}`;
  let asked = 0;
  const nextAnswer = (request: Parameters<Provider["complete"]>[0]): Answer => {
    const scripted = config.responses[asked++ % config.responses.length];
    return scripted === undefined ? answerDemo(request, newId) : answerFromScript(scripted, request, newId);
  };
  return {
    name,
    priority: config.priority,
    getInfo: () => ({
      id: "mock",
      displayName: "Mock (offline)",
      defaults: {
        model: config.default_model,
        context_window: MODEL.context_window,
        max_output_tokens: MODEL.max_output_tokens,
      },
      configFields: [],
    }),
    listModels: async () => [{ id: config.default_model, ...MODEL }],
    async complete(request, options) {
      const model = request.model ?? config.default_model;
      const answer = nextAnswer(request);
      await play(answer, { ...options, clock: coordinator.host.clock, chunkChars: config.chunk_chars, model });
      if (answer.error !== undefined) throw errorOf(answer.error, model);
      const hasCalls = toolCallsOf(answer.content).length > 0;
      return {
        content: answer.content,
        stop_reason: hasCalls ? "tool_use" : "end_turn",
        usage: { ...estimateUsage(request, answer.content), ...answer.usage },
        model,
      };
    },
    parseToolCalls: (response) => toolCallsOf(response.content),
  };
}
