/** `prompt/*`: the commands that a session's modules offer. */
import { promptComplete, promptGet, promptList } from "../../protocol/index.ts";
import { asOnePrompt, complete, fillIn, findPrompt, promptsOf } from "../session/session-prompts.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function promptMethods({ registry, clientOf }: MethodContext): Methods {
  return {
    ...handle(promptList, async ({ sessionId }) => {
      const { coordinator } = (await registry.get(sessionId)).kernel;
      const prompts = await promptsOf(coordinator);
      return { prompts: prompts.map(({ get: _, complete: _complete, ...about }) => about) as never };
    }),
    ...handle(promptGet, async ({ sessionId, name, arguments: values }, call) => {
      const session = await registry.get(sessionId);
      // A server may ask the user something before it gives its prompt.
      session.attach(clientOf(call));
      const prompt = await findPrompt(session.kernel.coordinator, name);
      const filled = await fillIn(prompt, values, call.signal);
      return { ...filled, prompt: asOnePrompt(filled) } as never;
    }),
    ...handle(promptComplete, async ({ sessionId, name, ...request }, call) => {
      const { coordinator } = (await registry.get(sessionId)).kernel;
      const { values, hasMore } = await complete(await findPrompt(coordinator, name), request, call.signal);
      return { values: [...values], hasMore };
    }),
  };
}
