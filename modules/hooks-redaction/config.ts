/** The config of `hooks-redaction`. Names and defaults are upstream's where it had them. */
import * as z from "zod";

export const configSchema = z.strictObject({
  rules: z
    .array(z.enum(["secrets", "pii-basic"]))
    .default(["secrets", "pii-basic"])
    .describe("What is masked; secrets are masked in any case"),
  allowlist: z
    .array(z.string().min(1))
    .default([])
    .describe("Dotted paths in a payload, such as `data.items[0].mail`, that stay as they are but for secrets"),
  skip_events: z
    .array(z.string().min(1))
    .default([])
    .describe("Events, `*` for any run of characters, in whose payloads only secrets are masked"),
  events_to_clients: z
    .boolean()
    .default(false)
    .describe("Whether clients, too, get the events masked; what is streamed in pieces then comes when it is whole"),
  priority: z
    .int()
    .default(10)
    .describe("Taken from upstream's plans; it has no effect, because every sink asks by itself"),
});

export type Config = z.infer<typeof configSchema>;
