/** The config of tool-web. Names and defaults of the upstream keys are upstream's. */
import * as z from "zod";
import { isRange } from "../lib/web-exchange/index.ts";

const domains = z.array(z.string().min(1));

export const configSchema = z.strictObject({
  timeout: z.number().positive().max(600).default(10).describe("Seconds for a page, with all its redirects"),
  default_limit: z
    .int()
    .positive()
    .default(200_000)
    .describe("Characters of a page that are shown when the call names no limit"),
  max_bytes: z
    .int()
    .min(1000)
    .max(100_000_000)
    .default(5_000_000)
    .describe("Bytes of an answer that are read, decompressed; the rest is cut"),
  allowed_domains: domains
    .nullable()
    .default(null)
    .describe("Domains that may be fetched, and what is under them; null: all"),
  blocked_domains: domains.default([]).describe("Domains that may not be fetched, whatever is allowed"),
  allow_private_addresses: z
    .array(z.string().refine(isRange, { message: "it is not an address or a CIDR range" }))
    .default([])
    .describe("Addresses and CIDR ranges that may be fetched although they are not public, such as an intranet's"),
  max_results: z.int().positive().max(20).default(5).describe("Results of a search when the call does not say"),
  search: z
    .strictObject({
      engine: z.enum(["searxng", "brave", "tavily"]).describe("Which engine"),
      endpoint: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe("Where it is asked; searxng: where your instance's /search is"),
      api_key: z.string().min(1).optional().describe("The key for it; write ${VARIABLE}"),
    })
    .optional()
    .describe("The engine behind web_search; none: searches fail"),
});

export type Config = z.infer<typeof configSchema>;
