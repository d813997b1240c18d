/** The module tool-web: mounts `web_fetch` and `web_search`. */
import { defineModule } from "../../kernel/index.ts";
import { type Config, configSchema } from "./config.ts";
import { webFetchTool } from "./web-fetch.ts";
import { webSearchTool } from "./web-search.ts";

export const module = defineModule<Config>({
  name: "tool-web",
  kind: "tool",
  description: "Fetches pages of the public web as text, and searches it through a configured engine.",
  configSchema,
  async mount(coordinator, config) {
    const tools = [webFetchTool(config), webSearchTool(config)];
    const undos = tools.map((tool) => coordinator.mount("tools", tool, { name: tool.name }));
    return () => {
      for (const undo of undos) undo();
    };
  },
});
