/** What settings may hold. The descriptions are the reference; a test compares them with the page. Reads nothing. */
import * as z from "zod";

const text = z.string().min(1);
const config = z.record(z.string(), z.unknown());
const moduleEntry = z.union([
  text,
  z.strictObject({
    module: text,
    id: text.optional(),
    source: z.union([text, config]).optional(),
    config: config.optional(),
  }),
]);

/** Changes a module that a plan has; it never adds one. */
const override = z.strictObject({
  config: config.describe("Merged over the module's config.").optional(),
  enabled: z.boolean().describe("false: the module is left out of the plan.").optional(),
});
const overrides = z.record(z.string(), override).optional();
const replacement = z.strictObject({ module: text.optional(), config: config.optional() }).optional();

const STORES = ["files", "postgres"] as const;

const rule = z.union([
  z.strictObject({
    tool: text.optional(),
    command: text.optional(),
    path: text.optional(),
    server: text.optional(),
    version: text.optional(),
    effect: z.enum(["allow", "ask", "deny"]),
  }),
  z.strictObject({ pattern: text, action: z.enum(["auto_approve", "auto_deny"]) }),
]);

const permissions = z.strictObject({
  rules: z
    .array(rule)
    .describe("Rules of hooks-approval; those of all scopes hold together, and deny wins.")
    .optional(),
  default_action: z.enum(["ask", "deny", "allow"]).describe("For what nothing else decides.").optional(),
  default_timeout: z.number().positive().max(86_400).describe("Seconds to answer a question.").optional(),
  mode: z.enum(["ask", "accept-edits", "read-only", "plan"]).describe("How sessions start.").optional(),
  audit: config.describe("The audit file, as in hooks-approval.").optional(),
});

const retention = z.strictObject({
  max_age_days: z.number().positive().describe("Sessions that were not used for longer are removed.").optional(),
  max_sessions: z.int().positive().describe("Of more than this, those that were not used the longest are.").optional(),
});

function makeSchema() {
  return z.strictObject({
    profile: text.describe("The profile of sessions that name none.").optional(),
    permissions: permissions.describe("The policy of hooks-approval.").optional(),
    providers: overrides.describe("By a provider's id or module: what changes where a plan has it."),
    tools: overrides.describe("By a tool module's id: what changes where a plan has it."),
    hooks: overrides.describe("By a hook module's id: what changes where a plan has it."),
    session: z
      .strictObject({ orchestrator: replacement, context: replacement })
      .describe("Another orchestrator or context, or more config for it.")
      .optional(),
    modules: z
      .strictObject({
        providers: z.array(moduleEntry).optional(),
        tools: z.array(moduleEntry).optional(),
        hooks: z.array(moduleEntry).optional(),
      })
      .describe("Modules that every profile's plan gets besides its own; the lists of all scopes are joined.")
      .optional(),
    mcp_servers: z
      .record(text, config)
      .describe("By name: MCP servers, in the shape of tool-mcp's `servers`.")
      .optional(),
    sandbox: z.enum(["auto", "required", "off"]).describe("The sandbox of tool-bash.").optional(),
    sources: z
      .record(z.string(), z.union([text, config]))
      .describe("By module id: where its code is.")
      .optional(),
    context_files: z
      .array(text)
      .describe(
        "Files whose text goes behind every profile's instruction, as mentions. Default: each AGENTS.md of yours and of the workspace.",
      )
      .optional(),
    collections: z
      .record(z.string(), text)
      .describe("By name: a folder that is used as a collection in place.")
      .optional(),
    store: z
      .union([z.enum(STORES), z.strictObject({ kind: z.enum(STORES), url: text.optional() })])
      .describe("Where sessions are kept. Only in the user's file.")
      .optional(),
    retention: retention.describe("How long sessions are kept. Only in the user's file. Default: all are.").optional(),
  });
}

let made: ReturnType<typeof makeSchema> | undefined;

export function settingsSchema(): ReturnType<typeof makeSchema> {
  made ??= makeSchema();
  return made;
}

export type SettingsValues = z.output<ReturnType<typeof makeSchema>>;
export type PermissionRule = z.output<typeof rule>;

/** Keys that only the user's own file may hold: they are about the machine, not about a project. */
export const USER_ONLY: readonly string[] = ["store", "retention"];
