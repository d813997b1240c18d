/** What a session is made of: tools, modules, mount plans, profiles. */
import * as z from "zod";
import { defineRequest } from "../message.ts";
import {
  anyObject,
  mcpServers,
  mountedModule,
  problem,
  sessionId,
  toolAnnotations,
  toolResult,
  warning,
} from "../shapes.ts";

export const toolList = defineRequest({
  method: "tool/list",
  about: "The tools of a live session.",
  params: () => z.strictObject({ sessionId, _meta: anyObject.optional() }),
  result: () =>
    z.object({
      tools: z.array(
        z.object({
          name: z.string(),
          description: z.string(),
          inputSchema: anyObject.describe("JSON Schema."),
          annotations: toolAnnotations().optional(),
        }),
      ),
    }),
  errors: ["session-not-found", "session-not-live"],
});

export const toolCall = defineRequest({
  method: "tool/call",
  about:
    "Calls a tool of a live session without a model, through the same hooks and approvals. What fails, and what is refused, is a " +
    "result with `success: false`.",
  params: () =>
    z.strictObject({
      sessionId,
      name: z.string().min(1),
      input: anyObject.default({}),
      timeoutMs: z.int().positive().max(86_400_000).optional(),
      _meta: anyObject.optional(),
    }),
  result: toolResult,
  errors: ["session-not-found", "session-not-live", "tool-not-found"],
});

export const moduleList = defineRequest({
  method: "module/list",
  about: "The modules of a live session; without a `sessionId`, every module that comes with the server.",
  params: () => z.strictObject({ sessionId: sessionId.optional(), _meta: anyObject.optional() }),
  result: () =>
    z.object({
      modules: z.array(
        mountedModule().extend({
          description: z.string(),
          configSchema: anyObject.describe("JSON Schema of its config."),
        }),
      ),
    }),
  errors: ["session-not-found", "session-not-live"],
});

export const moduleDescribe = defineRequest({
  method: "module/describe",
  about:
    "One module: of a live session, or one that comes with the server. Loads nothing but what comes with the server or is mounted.",
  params: () =>
    z.strictObject({
      module: z.string().min(1).describe("A module's name, or the id of an instance in the session."),
      sessionId: sessionId.optional(),
      _meta: anyObject.optional(),
    }),
  result: () =>
    mountedModule().extend({
      description: z.string(),
      configSchema: anyObject.describe("JSON Schema of its config."),
      isRequired: z.boolean().describe("A session that was given this module does not start without it."),
    }),
  errors: ["session-not-found", "session-not-live", "module-not-found"],
});

export const providerModels = defineRequest({
  method: "provider/models",
  about: "The models that the providers of a live session offer, each asked now. One that fails is in `warnings`.",
  params: () =>
    z.strictObject({
      sessionId,
      provider: z.string().optional().describe("Only this one; default: all that are mounted."),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      models: z.array(
        z.object({
          provider: z.string().describe("The id that it is mounted under."),
          id: z.string(),
          displayName: z.string().optional(),
          isDefault: z.boolean().describe("What the provider takes when nobody names a model."),
          context_window: z.int(),
          max_output_tokens: z.int(),
          capabilities: z.array(z.string()),
          cost: anyObject.optional().describe("US dollars for a million tokens: `input`, `output`."),
          metadata: anyObject.optional(),
        }),
      ),
      warnings: z.array(warning()),
    }),
  errors: ["session-not-found", "session-not-live", "provider-missing"],
});

export const mountPlanValidate = defineRequest({
  method: "mountPlan/validate",
  about:
    "Finds every problem in one pass, of a mount plan, or of what a profile and the settings come to. Mounts, installs and runs nothing.",
  params: () =>
    z.strictObject({
      mountPlan: z.unknown().optional(),
      profile: z.string().optional().describe("Instead of a mount plan; without both, the default profile."),
      overrides: anyObject.optional(),
      mcpServers: mcpServers(),
      cwd: z.string().optional(),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ valid: z.boolean(), problems: z.array(problem()), warnings: z.array(problem()) }),
});
