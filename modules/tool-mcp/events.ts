/** The events of this module. */
export const EVENTS = [
  "mcp:server_ready",
  "mcp:server_down",
  "mcp:tools_changed",
  "mcp:tools_refused",
  "mcp:prompts_changed",
  "mcp:resources_changed",
  "mcp:resource_updated",
  "mcp:sampling",
  "mcp:page_done",
  "mcp:log",
] as const;

export type EventName = (typeof EVENTS)[number];
