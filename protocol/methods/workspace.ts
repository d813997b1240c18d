/** What holds in a directory: settings, and whether the workspace's own configuration may act. */
import * as z from "zod";
import { defineRequest } from "../message.ts";
import { anyObject, sessionId, warning } from "../shapes.ts";

const cwd = z.string().optional().describe("The directory; default: the connection's workspace.");
const key = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .describe("Such as `permissions.mode`; a list of its steps where one has a dot in it.");

const origin = () =>
  z.object({
    scope: z.enum(["user", "project", "local"]),
    file: z.string().optional(),
    line: z.int().optional().describe("Counted from 1."),
  });

export const settingsGet = defineRequest({
  method: "settings/get",
  about:
    "The settings that hold in a directory, or in a session's, with the origin of every value. What an untrusted workspace may not " +
    "say is not among them; `warnings` names it. Secrets are masked.",
  params: () =>
    z.strictObject({
      cwd,
      sessionId: sessionId.optional().describe("Its directory counts."),
      key: key.optional().describe("Only this value, or what is under it."),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      value: z.unknown().describe("The value, or all settings; null where there is none."),
      origins: z.array(z.object({ key: z.string(), value: z.unknown(), origin: origin() })),
      warnings: z.array(warning()),
    }),
  errors: ["settings-invalid", "session-not-found"],
});

export const settingsSet = defineRequest({
  method: "settings/set",
  about:
    "Writes one value into the file of a scope; without a `value`, or with null, the key is removed. Comments and order stay. What is " +
    "written into a workspace this way is trusted, and nothing else of the file.",
  params: () =>
    z.strictObject({
      scope: z.enum(["user", "project", "local"]),
      key,
      value: z.unknown().optional(),
      cwd,
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ file: z.string() }),
  errors: ["settings-invalid", "settings-not-written"],
});

export const workspaceTrust = defineRequest({
  method: "workspace/trust",
  about:
    "Asks, or tells, whether a workspace's own configuration may act. Trust is bound to the real path and to what each thing says: " +
    "what changes later is not trusted. Until then harmless values and what narrows a permission act, and the rest is ignored.",
  params: () =>
    z.strictObject({
      cwd,
      action: z.enum(["get", "trust", "untrust"]).default("get"),
      digest: z
        .string()
        .optional()
        .describe("With `trust`: only if this is still what `get` answered, so that nothing is trusted unseen."),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      path: z.string().describe("The workspace's real path."),
      trusted: z.boolean().describe("It was trusted, and nothing in it waits for trust."),
      state: z
        .enum(["trusted", "untrusted", "changed"])
        .describe("`changed`: it was trusted, and now has something that was not there."),
      digest: z.string().describe("Of all items."),
      items: z
        .array(
          z.object({
            file: z.string().describe("Relative to the workspace."),
            key: z.string().optional().describe("The place in the file; absent for a whole file or folder."),
            why: z.string().describe("What it would do, behind the word `it`."),
            trusted: z.boolean(),
          }),
        )
        .describe("Everything that acts only with trust."),
    }),
  errors: ["settings-invalid", "settings-not-written", "untrusted-workspace"],
});
