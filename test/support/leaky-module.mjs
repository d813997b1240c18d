/** A module that repeats, wherever a module may speak, the keys that its config gives it; with `fails`, it does so instead of starting. */
import * as z from "zod";

const description = "Says too much.";
const text = z.string().optional();
const configSchema = z.strictObject({ api_key: text, plain: text, header: text, fails: z.boolean().default(false) });

export const module = {
  name: "leaky",
  kind: "tool",
  description,
  configSchema,
  async mount(coordinator, { fails, ...keys }) {
    const said = `${Object.values(keys).join(" and ")} were given`;
    if (fails) throw new Error(said);
    coordinator.registerContributor("session.warnings", "leaky", () => [{ kind: "leaky", message: said }]);
    const error = { kind: "leaky", message: said };
    const info = {
      id: "leaky",
      displayName: said,
      configFields: [],
      defaults: { model: "m", context_window: 1000, max_output_tokens: 10 },
    };
    const provider = {
      name: "leaky",
      priority: 900,
      getInfo: () => info,
      listModels: () => Promise.reject(new Error(said)),
      complete: () => Promise.reject(new Error(said)),
      parseToolCalls: () => [],
    };
    const tool = {
      name: "leak",
      description: said,
      inputSchema: { type: "object" },
      async execute(_, context) {
        await context.onOutput("stdout", "called\n");
        await coordinator.hooks.emit("leaky:said", { said, list: [{ said }] });
        await coordinator.processHookResult({ action: "continue", user_message: said }, "leaky:said");
        return { success: false, output: said, error };
      },
    };
    const undos = [
      coordinator.mount("tools", tool, { name: "leak" }),
      coordinator.mount("providers", provider, { name: "leaky" }),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  },
};
