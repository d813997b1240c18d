/** The one place that names modules: every module that comes with ampd, by its id. Nothing is imported before it is asked for. */
import type { ModuleDefinition } from "../../kernel/index.ts";

const BUILT_IN: Readonly<Record<string, () => Promise<{ readonly module: ModuleDefinition }>>> = {
  "context-persistent": () => import("../../modules/context-persistent/index.ts"),
  "context-simple": () => import("../../modules/context-simple/index.ts"),
  "hooks-approval": () => import("../../modules/hooks-approval/index.ts"),
  "hooks-backup": () => import("../../modules/hooks-backup/index.ts"),
  "hooks-command": () => import("../../modules/hooks-command/index.ts"),
  "hooks-logging": () => import("../../modules/hooks-logging/index.ts"),
  "hooks-otel": () => import("../../modules/hooks-otel/index.ts"),
  "hooks-redaction": () => import("../../modules/hooks-redaction/index.ts"),
  "hooks-scheduler-cost-aware": () => import("../../modules/hooks-scheduler-cost-aware/index.ts"),
  "hooks-scheduler-heuristic": () => import("../../modules/hooks-scheduler-heuristic/index.ts"),
  "hooks-session-naming": () => import("../../modules/hooks-session-naming/index.ts"),
  "hooks-status-context": () => import("../../modules/hooks-status-context/index.ts"),
  "hooks-streaming-ui": () => import("../../modules/hooks-streaming-ui/index.ts"),
  "hooks-todo-reminder": () => import("../../modules/hooks-todo-reminder/index.ts"),
  "loop-basic": () => import("../../modules/loop-basic/index.ts"),
  "loop-events": () => import("../../modules/loop-events/index.ts"),
  "loop-streaming": () => import("../../modules/loop-streaming/index.ts"),
  "provider-anthropic": () => import("../../modules/provider-anthropic/index.ts"),
  "provider-azure-openai": () => import("../../modules/provider-azure-openai/index.ts"),
  "provider-gemini": () => import("../../modules/provider-gemini/index.ts"),
  "provider-mock": () => import("../../modules/provider-mock/index.ts"),
  "provider-ollama": () => import("../../modules/provider-ollama/index.ts"),
  "provider-openai": () => import("../../modules/provider-openai/index.ts"),
  "provider-vllm": () => import("../../modules/provider-vllm/index.ts"),
  "tool-bash": () => import("../../modules/tool-bash/index.ts"),
  "tool-filesystem": () => import("../../modules/tool-filesystem/index.ts"),
  "tool-mcp": () => import("../../modules/tool-mcp/index.ts"),
  "tool-search": () => import("../../modules/tool-search/index.ts"),
  "tool-task": () => import("../../modules/tool-task/index.ts"),
  "tool-todo": () => import("../../modules/tool-todo/index.ts"),
  "tool-web": () => import("../../modules/tool-web/index.ts"),
};

export function builtInIds(): string[] {
  return Object.keys(BUILT_IN);
}

/** Nothing where no such module comes with ampd. */
export async function loadBuiltIn(id: string): Promise<ModuleDefinition | undefined> {
  return Object.hasOwn(BUILT_IN, id) ? (await BUILT_IN[id]?.())?.module : undefined;
}

/** What `ampd mcp login` needs of tool-mcp. */
export async function loadMcpAccounts(): ReturnType<typeof import("../../modules/tool-mcp/index.ts").loadAccounts> {
  return (await import("../../modules/tool-mcp/index.ts")).loadAccounts();
}
