/** What a mount plan may say of the mock: the script and how it is played. */
import * as z from "zod";
import { PROVIDER_ERROR_KINDS, type ProviderErrorKind } from "../../kernel/index.ts";

const tokens = z.int().nonnegative();
const errorKinds = Object.keys(PROVIDER_ERROR_KINDS) as ProviderErrorKind[];

const scriptedResponse = z.strictObject({
  text: z.string().optional().describe("What the answer says."),
  thinking: z.string().optional().describe("A thought that comes before the text."),
  tool_calls: z
    .array(
      z.strictObject({
        id: z.string().optional().describe("Made up when left out."),
        name: z.string(),
        input: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .optional()
    .describe("Calls that come after the text. Left out of the answer to a request that offers no tools."),
  usage: z
    .strictObject({
      input_tokens: tokens,
      output_tokens: tokens,
      cache_read_tokens: tokens,
      cache_write_tokens: tokens,
      cost: z.number().nonnegative(),
    })
    .partial()
    .optional()
    .describe("Overrides the estimate, key by key."),
  delay_ms: z.number().nonnegative().optional().describe("How long the answer takes, spread over its pieces."),
  error: z
    .strictObject({
      kind: z.enum(errorKinds),
      message: z.string(),
      retry_after: z.number().nonnegative().optional().describe("Seconds."),
    })
    .optional()
    .describe("The request fails like this, after the text and thinking that stand beside it."),
});

export const configSchema = z.strictObject({
  responses: z
    .array(z.union([z.string(), scriptedResponse]))
    .default([])
    .describe("Answers, played one after another and then from the start again. Empty: the demo."),
  chunk_chars: z.int().positive().default(12).describe("Characters in one streamed piece."),
  default_model: z.string().min(1).default("mock-1").describe("The model's name in events and answers."),
  priority: z.number().default(100).describe("Lower is chosen first."),
});

export type MockConfig = z.infer<typeof configSchema>;
export type ScriptedResponse = MockConfig["responses"][number];
