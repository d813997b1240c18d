/** From profiles and settings to mount plans: what there is, what it comes to, and where each value is from. Nothing here runs anything. */
import * as z from "zod";
import { defineRequest } from "../message.ts";
import { anyObject, mcpServers, warning } from "../shapes.ts";

const cwd = z.string().optional().describe("The directory that it is for; default: the connection's workspace.");
const listed = () => ({
  name: z.string().describe("`collection:name` for a collection's."),
  description: z.string().describe("Empty where it has none."),
  layer: z.string().describe("`project`, `user`, `built-in`, or the collection."),
  path: z.string().optional().describe("Its file; absent for what comes with the server."),
});

export const profileList = defineRequest({
  method: "profile/list",
  about: "The profiles that a session in this directory can be made from, each as its name finds it.",
  params: () => z.strictObject({ cwd, _meta: anyObject.optional() }),
  result: () =>
    z.object({
      profiles: z.array(
        z.object({
          ...listed(),
          isDefault: z.boolean().describe("Sessions that name no profile are made from it."),
          problem: z.string().optional().describe("Why it cannot be used."),
        }),
      ),
    }),
  errors: ["settings-invalid"],
});

export const profileGet = defineRequest({
  method: "profile/get",
  about: "One profile: what it builds on, and the mount plan that it comes to without settings.",
  params: () => z.strictObject({ name: z.string().min(1), cwd, _meta: anyObject.optional() }),
  result: () =>
    z.object({
      ...listed(),
      extends: z
        .array(z.object({ name: z.string(), origin: z.string() }))
        .describe("Everything that it builds on, the weakest first, and itself last."),
      mountPlan: anyObject,
      warnings: z.array(warning()),
    }),
  errors: ["profile-not-found", "profile-invalid", "untrusted-workspace", "settings-invalid"],
});

export const mountPlanCompile = defineRequest({
  method: "mountPlan/compile",
  about:
    "The mount plan that `session/create` would use for the same parameters, with the origin of every value. Variables and secrets stay " +
    "references. Installs and runs nothing.",
  params: () =>
    z.strictObject({
      profile: z.string().optional().describe("Default: the settings'. Not together with `mountPlan`."),
      mountPlan: anyObject.optional(),
      overrides: anyObject.optional(),
      mcpServers: mcpServers(),
      cwd,
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      mountPlan: anyObject,
      profile: z.string().optional(),
      origins: z
        .record(z.string(), z.string())
        .describe(
          "By place, such as `tools[0].config.timeout`: a file, `built-in:NAME`, `settings (SCOPE) FILE:LINE`, `overrides`, `mcpServers`, `mountPlan` or `policy`.",
        ),
      warnings: z.array(warning()),
    }),
  errors: ["profile-not-found", "profile-invalid", "untrusted-workspace", "settings-invalid", "mount-plan-invalid"],
});
