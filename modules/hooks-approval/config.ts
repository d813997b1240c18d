/** The config of `hooks-approval`, and its rules in one form. */
import * as z from "zod";

export const EFFECTS = ["allow", "ask", "deny"] as const;
export const MODES = ["ask", "accept-edits", "read-only", "plan", "yolo"] as const;
export type Mode = (typeof MODES)[number];

const selector = z.string().min(1).optional();

const ruleSchema = z
  .strictObject({
    tool: selector.describe(
      "A tool's name, or `server/tool` for a tool of an MCP server; `*` matches any run of characters.",
    ),
    command: selector.describe(
      "A simple command: words, `*` in them as a glob; a last `*` stands for any further words.",
    ),
    path: selector.describe(
      "A path; `*` within a folder, `**` over folders; relative to the working directory, `~/` at home.",
    ),
    server: selector.describe("An MCP server's name."),
    version: selector.describe(
      "With allow: only while the server defines the tool as it did. ampd writes it when an answer is kept for ever.",
    ),
    effect: z.enum(EFFECTS).describe("What happens to a call that all of the rule's selectors match."),
  })
  .refine((rule) => rule.tool ?? rule.command ?? rule.path ?? rule.server, {
    message: "a rule needs a tool, a command, a path or a server",
  });

const upstreamRuleSchema = z
  .strictObject({
    pattern: z.string().min(1).describe("The same as command."),
    action: z.enum(["auto_approve", "auto_deny"]).describe("The same as effect."),
  })
  .transform(
    ({ pattern, action }): Rule => ({ command: pattern, effect: action === "auto_approve" ? "allow" : "deny" }),
  );

export interface Rule {
  readonly tool?: string | undefined;
  readonly command?: string | undefined;
  readonly path?: string | undefined;
  readonly server?: string | undefined;
  readonly version?: string | undefined;
  readonly effect: (typeof EFFECTS)[number];
}

export const configSchema = z.strictObject({
  rules: z
    .array(z.union([ruleSchema, upstreamRuleSchema]))
    .default([])
    .describe("What is allowed, asked and denied."),
  default_action: z
    .enum(["ask", "deny", "allow"])
    .default("ask")
    .describe("What happens to a call that nothing else decides."),
  default_timeout: z
    .number()
    .positive()
    .max(86_400)
    .default(300)
    .describe("Seconds that a person has to answer; then the answer is no."),
  trusted_servers: z
    .array(z.string().min(1))
    .default([])
    .describe("MCP servers whose tools are believed when they say that they only read."),
  mode: z.enum(MODES).default("ask").describe("How the session starts; see the README."),
  audit: z
    .strictObject({
      enabled: z.boolean().default(true).describe("Write every decision down."),
      path: z.string().min(1).optional().describe("The file. Default: approvals.jsonl in the session's directory."),
      max_file_bytes: z
        .int()
        .min(1024)
        .default(16 * 1024 * 1024)
        .describe("A file that would grow beyond this is rotated first."),
      max_files: z.int().min(1).max(1000).default(5).describe("How many files are kept, the current one included."),
    })
    .prefault({})
    .describe("The audit file."),
});

export type Config = z.infer<typeof configSchema>;
