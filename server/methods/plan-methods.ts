/** `tool/*` and `module/list`: what a session has mounted. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { didYouMean } from "../../kernel/index.ts";
import { moduleDescribe, moduleList, providerModels, toolCall, toolList } from "../../protocol/index.ts";
import type { ListedModule } from "../contributions/session-modules.ts";
import { builtInResolver } from "../plan/module-resolver.ts";
import { builtInIds } from "../plan/module-table.ts";
import { offeredModels } from "../session/offered-models.ts";
import { RequestError } from "../session/request-error.ts";
import { traceEvents } from "../session/trace.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function planMethods({ registry, clientOf }: MethodContext): Methods {
  return {
    ...handle(toolList, async ({ sessionId }) => {
      const session = await registry.get(sessionId);
      const tools = [...session.kernel.coordinator.all("tools").values()].map((tool) => {
        const { name, description, inputSchema, annotations } = tool;
        return { name, description, inputSchema, ...(annotations && { annotations }) };
      });
      return { tools: tools as never };
    }),
    ...handle(toolCall, async ({ sessionId, name, input, timeoutMs }, call) => {
      const session = await registry.get(sessionId);
      session.attach(clientOf(call));
      const { coordinator } = session.kernel;
      const names = [...coordinator.all("tools").keys()];
      if (!names.includes(name)) {
        throw new RequestError(
          "tool-not-found",
          `There is no tool "${name}" in session ${sessionId}${didYouMean(name, names)}`,
          { tools: names },
        );
      }
      const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
      const signal = limit === undefined ? call.signal : AbortSignal.any([call.signal, limit]);
      const endTrace = session.status === "idle" ? traceEvents(coordinator.hooks, call.meta) : () => {};
      const completed = await coordinator.callTool(
        { type: "tool_call", id: `call-${randomUUID()}`, name, input },
        { signal },
      );
      endTrace();
      const { success, output, error } = completed.result;
      const isLate = limit?.aborted === true && error?.kind === "cancelled";
      const told = isLate ? { kind: "timeout", message: `${name} did not end within ${timeoutMs} ms.` } : error;
      return { success, output: output ?? null, ...(told && { error: told }) } as never;
    }),
    ...handle(moduleList, async ({ sessionId }) => {
      const modules = sessionId === undefined ? await builtIns() : (await registry.get(sessionId)).modules.all;
      return { modules: modules.map(describe) };
    }),
    ...handle(moduleDescribe, async ({ module: wanted, sessionId }) => {
      const modules = sessionId === undefined ? await builtIns() : (await registry.get(sessionId)).modules.all;
      const found = modules.find(({ id }) => id === wanted) ?? modules.find(({ module }) => module === wanted);
      if (found !== undefined) return describe(found);
      const ids = modules.map(({ id }) => id);
      const where = sessionId === undefined ? "comes with ampd" : `is in session ${sessionId}`;
      throw new RequestError("module-not-found", `no module "${wanted}" ${where}${didYouMean(wanted, ids)}`);
    }),
    ...handle(providerModels, async ({ sessionId, provider }, call) => {
      const session = await registry.get(sessionId);
      return offeredModels(session.kernel.coordinator.all("providers"), provider, call.signal);
    }),
  };
}

async function builtIns(): Promise<ListedModule[]> {
  return Promise.all(
    builtInIds().map(async (id) => {
      const { definition, layer, source } = await builtInResolver.resolve({ module: id });
      return { id, module: id, kind: definition.kind, layer, source, definition };
    }),
  );
}

function describe({ definition, ...module }: ListedModule) {
  return {
    ...module,
    description: definition.description,
    isRequired: definition.isRequired ?? false,
    configSchema: z.toJSONSchema(definition.configSchema, { io: "input", unrepresentable: "any" }),
  };
}
