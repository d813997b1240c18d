/** The rules by which a loop asks another provider, as its config states them. */
import * as z from "zod";
import { PROVIDER_ERROR_KINDS, type ProviderErrorKind } from "../../../kernel/index.ts";

const KINDS = Object.keys(PROVIDER_ERROR_KINDS) as ProviderErrorKind[];
/** What is no fault of the request: another vendor may well answer it. */
const OF_THE_VENDOR = [...KINDS.filter((kind) => PROVIDER_ERROR_KINDS[kind]), "QuotaExceeded" as const];

export const fallbackSchema = z
  .array(
    z.strictObject({
      provider: z.string().describe("The name of a mounted provider."),
      model: z.string().optional().describe("Its default model unless given."),
      on: z
        .array(z.enum(KINDS))
        .min(1)
        .default(OF_THE_VENDOR)
        .describe("The kinds of failure after which it is asked."),
    }),
  )
  .default([])
  .describe("Providers to ask where one fails, in order; each once in a turn, for the rest of it.");

export type FallbackRule = z.infer<typeof fallbackSchema>[number];
