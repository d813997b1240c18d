/** `module/mount` and `module/unmount`: what a live session is made of, changed between turns. */
import { moduleMount, moduleUnmount } from "../../protocol/index.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function moduleMethods({ registry }: MethodContext): Methods {
  return {
    ...handle(moduleMount, async ({ sessionId, entry }) => {
      const { definition: _, ...mounted } = await (await registry.get(sessionId)).plan.mount(entry);
      return { mounted };
    }),
    ...handle(moduleUnmount, async ({ sessionId, id }) => {
      await (await registry.get(sessionId)).plan.unmount(id);
      return null;
    }),
  };
}
