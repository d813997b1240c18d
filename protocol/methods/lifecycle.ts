/** The life of a connection: as in LSP. */
import * as z from "zod";
import { defineNotification, defineRequest } from "../message.ts";
import { anyObject, empty, nothing } from "../shapes.ts";

const capability = z.looseObject({}).optional();

export const initialize = defineRequest({
  method: "initialize",
  about:
    "The first request of a connection: agrees on a version, and each side says what it can do. A capability is an object; " +
    "an absent one is not offered. Requests that are sent behind it wait for its answer.",
  params: () =>
    z.looseObject({
      protocolVersions: z.array(z.string()).min(1).describe("All versions that the client speaks."),
      clientInfo: z.looseObject({ name: z.string(), version: z.string().optional(), title: z.string().optional() }),
      processId: z
        .int()
        .nullish()
        .describe("The client's process: when it is gone, the server ends its work and leaves."),
      workspace: z
        .looseObject({ cwd: z.string().optional(), roots: z.array(z.string()).optional() })
        .optional()
        .describe("Where relative paths start; default: the server's own directory."),
      capabilities: z
        .looseObject({
          approvals: capability.describe("The client answers `approval/request`."),
          input: capability.describe("The client answers `input/request`."),
          display: capability.describe("The client shows `display/message`."),
          tools: capability.describe("The client answers `tool/execute`."),
          hooks: capability.describe("The client answers `hook/invoke`."),
        })
        .default({}),
      events: z
        .looseObject({
          optOut: z.array(z.string()).optional().describe("Patterns of events that this connection never wants."),
          maxLatencyMs: z
            .int()
            .nonnegative()
            .optional()
            .describe("How long text deltas may be held back to be merged."),
        })
        .optional(),
    }),
  result: () =>
    z.object({
      protocolVersion: z.string(),
      serverInfo: z.object({ name: z.string(), version: z.string() }),
      capabilities: z.record(z.string(), z.looseObject({})),
      limits: z.object({
        maxFrameBytes: z.int(),
        maxDepth: z.int(),
        maxPendingRequests: z.int(),
        maxEgressBytes: z.int(),
        drainTimeoutMs: z.int(),
      }),
    }),
  errors: ["unsupported-version"],
});

export const initialized = defineNotification({
  method: "initialized",
  direction: "client-to-server",
  about: "The client has read the answer to `initialize`.",
  params: empty,
});

export const shutdown = defineRequest({
  method: "shutdown",
  about: "No more requests will follow: work is ended and journals are flushed. `exit` comes next.",
  params: empty,
  result: nothing,
});

export const exit = defineNotification({
  method: "exit",
  direction: "client-to-server",
  about: "The server leaves: with exit code 0 after `shutdown`, else with 1.",
  params: empty,
});

export const cancelRequest = defineNotification({
  method: "$/cancelRequest",
  direction: "client-to-server",
  about:
    "Ends a request, whether it waits or runs; its answer is then the error `cancelled`. An unknown id is ignored.",
  params: () => z.object({ id: z.union([z.string(), z.int()]) }),
});

export const setTrace = defineNotification({
  method: "$/setTrace",
  direction: "client-to-server",
  about: "How much of the traffic the server reports by `$/logTrace`.",
  params: () => z.object({ value: z.enum(["off", "messages", "verbose"]) }),
});

export const logTrace = defineNotification({
  method: "$/logTrace",
  direction: "server-to-client",
  about: "One line about the traffic.",
  params: () => z.object({ message: z.string(), verbose: z.string().optional() }),
});

export const kernelStatus = defineRequest({
  method: "kernel/status",
  about: "What the kernel is doing: version, uptime, memory, sessions, queues, subscriptions, limits.",
  params: empty,
  result: () =>
    z.object({
      version: z.string(),
      pid: z.int(),
      uptimeMs: z.int(),
      memory: z.object({ rssBytes: z.int(), heapUsedBytes: z.int() }),
      sessions: z.array(
        z.object({ sessionId: z.string(), status: z.string(), turns: z.int(), pendingApprovals: z.int() }),
      ),
      queues: z
        .array(z.object({ sessionId: z.string(), entries: z.int(), held: z.string().optional() }))
        .describe("Of the live sessions in which prompts wait."),
      connections: z.array(
        z.object({ id: z.string(), client: z.string(), subscriptions: z.int(), queuedBytes: z.int() }),
      ),
      limits: anyObject,
    }),
});
