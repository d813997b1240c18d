/** Whose word counts: annotations are hints, and only this process's own tools are believed. */
import type { Coordinator } from "../../kernel/index.ts";

/** What is believed when the application does not say: the tools of the standard modules, which no other module may replace. */
const STANDARD_TOOLS = new Set([
  "bash",
  "bash_output",
  "bash_kill",
  "read_file",
  "write_file",
  "edit_file",
  "grep",
  "glob",
  "todo",
  "task",
  "web_fetch",
  "web_search",
]);

/** The application answers for every tool by the capability `tools.is_trusted`. */
export function isTrusted(coordinator: Coordinator, toolName: string): boolean {
  const judge = coordinator.getCapability<(name: string) => boolean>("tools.is_trusted");
  return judge === undefined ? STANDARD_TOOLS.has(toolName) : judge(toolName) === true;
}
