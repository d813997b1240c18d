/** The module tool-search: mounts `grep` and `glob`. */
import { defineModule } from "../../kernel/index.ts";
import { findProgram } from "../lib/child-process/index.ts";
import { realPathOf, sessionBase } from "../lib/paths/index.ts";
import { type Config, configSchema } from "./config.ts";
import { globTool } from "./glob.ts";
import { grepTool } from "./grep.ts";
import { RipgrepEngine } from "./ripgrep-engine.ts";
import { needsBacktracking, ScriptEngine } from "./script-engine.ts";
import { SearchSettings } from "./settings.ts";

export const module = defineModule<Config>({
  name: "tool-search",
  kind: "tool",
  description: "Finds files by name and by content.",
  configSchema,
  async mount(coordinator, config) {
    const base = sessionBase(coordinator);
    const cwd = await realPathOf(config.working_dir ?? ".", base);
    const settings = new SearchSettings(config, { ...base, cwd });
    const ripgrep = findProgram("rg");
    const newEngine = (pattern: string): RipgrepEngine | ScriptEngine =>
      ripgrep === undefined || needsBacktracking(pattern) ? new ScriptEngine() : new RipgrepEngine(ripgrep);
    const tools = [grepTool(settings, newEngine), globTool(settings)];
    const undos = tools.map((tool) => coordinator.mount("tools", tool, { name: tool.name }));
    return () => {
      for (const undo of undos) undo();
    };
  },
});
