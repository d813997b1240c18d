/** Modules of a live session, mounted and unmounted between turns; and the handshake with a module in a process of its own. */
import * as z from "zod";
import { defineNotification, defineRequest } from "../message.ts";
import { anyObject, mountedModule, nothing, sessionId } from "../shapes.ts";
import { hookDeclaration, providerDeclaration, toolDeclaration } from "./contribution.ts";

export const moduleMount = defineRequest({
  method: "module/mount",
  about:
    "Mounts one more module in a live session, between turns. It stays in the session's plan. A failure leaves the session as it was.",
  params: () =>
    z.strictObject({
      sessionId,
      entry: z
        .union([z.string().min(1), anyObject])
        .describe("An entry of a mount plan: a name, or module, source, config."),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ mounted: mountedModule() }),
  errors: [
    "session-not-found",
    "session-not-live",
    "session-busy",
    "mount-plan-invalid",
    "module-not-found",
    "module-load-failed",
    "untrusted-workspace",
  ],
});

export const moduleUnmount = defineRequest({
  method: "module/unmount",
  about: "Takes a module out of a live session, between turns, and out of its plan.",
  params: () => z.strictObject({ sessionId, id: z.string().min(1), _meta: anyObject.optional() }),
  result: nothing,
  errors: ["session-not-found", "session-not-live", "session-busy", "module-not-found", "invalid-params"],
});

export const processMount = defineRequest({
  method: "module/mount",
  direction: "server-to-module",
  about:
    "The first message to a module in a process of its own, on its stdin, one JSON a line. It answers what it contributes.",
  params: () =>
    z.object({
      protocolVersions: z.array(z.string()).describe("What the server speaks."),
      id: z.string().describe("The module's id in the plan; its `registrationId` in what follows."),
      config: anyObject.describe("From the plan, variables resolved."),
      session: z.object({ sessionId, parentId: z.string().optional(), cwd: z.string() }),
    }),
  result: () =>
    z.object({
      protocolVersion: z.string().describe("One of those that the server speaks."),
      kind: z.enum(["tool", "hook", "provider"]).describe("The section of the plan that it belongs in."),
      description: z.string().optional(),
      tools: z.array(toolDeclaration()).max(500).default([]),
      hooks: z.array(hookDeclaration()).max(500).default([]),
      provider: providerDeclaration().optional(),
      capabilities: z
        .array(z.string().min(1))
        .max(100)
        .default([])
        .describe("Names that it may read by `capability/get`, and no others."),
      channels: z
        .array(z.string().min(1))
        .max(100)
        .default([])
        .describe("Channels that it contributes to, when `channel/collect` asks."),
    }),
});

export const processUnmount = defineNotification({
  method: "module/unmount",
  direction: "server-to-module",
  about: "The session is done with the module: it leaves. Its stdin ends behind this.",
  params: () => z.object({}),
});

export const capabilityGet = defineRequest({
  method: "capability/get",
  direction: "module-to-server",
  about: "The value of a capability that the module has declared; null where there is none.",
  params: () => z.strictObject({ name: z.string().min(1) }),
  result: () => z.object({ value: z.unknown() }),
  errors: ["denied", "invalid-params"],
});

export const channelCollect = defineRequest({
  method: "channel/collect",
  direction: "server-to-module",
  about: "What the module contributes to a channel that it has declared; null for nothing.",
  params: () => z.object({ channel: z.string(), sessionId }),
  result: () => z.object({ value: z.unknown() }),
});
