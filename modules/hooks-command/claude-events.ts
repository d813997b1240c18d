/**
 * Claude Code's hook events as ampd's: which event each is, what its matcher looks at, and the fields that its input has.
 * @see https://code.claude.com/docs/en/hooks
 */
import type { JsonObject } from "../../kernel/index.ts";

export interface ClaudeEvent {
  /** ampd's events that mean it. */
  readonly events: readonly string[];
  /** Whether this one does. */
  readonly isMeant: (data: JsonObject, session: { readonly isChild: boolean }) => boolean;
  /** What its matcher is compared with; none: it has no subject. */
  readonly subject: (data: JsonObject, event: string) => readonly string[];
  readonly fields: (data: JsonObject, event: string) => JsonObject;
  /** What a program says in plain words on its standard output is for the model. */
  readonly takesPlainContext?: true;
}

/** What Claude Code calls the tools whose input is the same. */
const TOOL_NAMES: Readonly<Record<string, string>> = {
  bash: "Bash",
  edit_file: "Edit",
  glob: "Glob",
  grep: "Grep",
  read_file: "Read",
  task: "Task",
  todo: "TodoWrite",
  web_fetch: "WebFetch",
  web_search: "WebSearch",
  write_file: "Write",
};

const always = (): boolean => true;
const noSubject = (): readonly string[] => [];
const toolSubject = ({ tool_name }: JsonObject): readonly string[] => [claudeName(tool_name), String(tool_name)];
const toolFields = (data: JsonObject): JsonObject => ({
  tool_name: claudeName(data.tool_name),
  tool_input: data.tool_input,
  tool_use_id: data.tool_call_id,
});
const succeeded = ({ result }: JsonObject): boolean => (result as { success?: boolean } | undefined)?.success === true;
const hasEnded = ({ tool_calls, stop_reason }: JsonObject): boolean => tool_calls === 0 && stop_reason === "end_turn";

export const CLAUDE_EVENTS: Readonly<Record<string, ClaudeEvent>> = {
  PreToolUse: { events: ["tool:pre"], isMeant: always, subject: toolSubject, fields: toolFields },
  PostToolUse: {
    events: ["tool:post"],
    isMeant: succeeded,
    subject: toolSubject,
    fields: (data) => ({ ...toolFields(data), tool_response: (data.result as JsonObject | undefined)?.output }),
  },
  PostToolUseFailure: {
    events: ["tool:post", "tool:error"],
    isMeant: (data) => !succeeded(data),
    subject: toolSubject,
    fields: (data) => ({ ...toolFields(data), error: errorOf(data) }),
  },
  UserPromptSubmit: {
    events: ["prompt:submit"],
    isMeant: always,
    subject: noSubject,
    fields: ({ prompt }) => ({ prompt: promptText(prompt) }),
    takesPlainContext: true,
  },
  Stop: {
    events: ["provider:response"],
    isMeant: (data, { isChild }) => !isChild && hasEnded(data),
    subject: noSubject,
    fields: () => ({}),
  },
  SubagentStop: {
    events: ["provider:response"],
    isMeant: (data, { isChild }) => isChild && hasEnded(data),
    subject: noSubject,
    fields: () => ({}),
  },
  SessionStart: {
    events: ["session:start", "session:resume"],
    isMeant: always,
    subject: (_, event) => [sourceOf(event)],
    fields: (_, event) => ({ source: sourceOf(event) }),
    takesPlainContext: true,
  },
  SessionEnd: {
    events: ["session:end"],
    isMeant: always,
    subject: noSubject,
    fields: ({ status }) => ({ reason: "other", status }),
  },
  PreCompact: {
    events: ["context:pre_compact"],
    isMeant: always,
    subject: () => ["auto"],
    fields: () => ({ trigger: "auto" }),
  },
  Notification: {
    events: ["user:notification"],
    isMeant: always,
    subject: noSubject,
    fields: ({ message }) => ({ message }),
  },
};

export function isClaudeEvent(name: string): boolean {
  return Object.hasOwn(CLAUDE_EVENTS, name);
}

/** A tool of ours that Claude Code has too goes by its name there, so that programs written for it recognize it. */
function claudeName(toolName: unknown): string {
  const name = String(toolName);
  return Object.hasOwn(TOOL_NAMES, name) ? (TOOL_NAMES[name] ?? name) : name;
}

function sourceOf(event: string): string {
  return event === "session:resume" ? "resume" : "startup";
}

function errorOf({ error, result }: JsonObject): string {
  const told = (error ?? (result as JsonObject | undefined)?.error) as { message?: string } | undefined;
  return told?.message ?? "it failed";
}

function promptText(prompt: unknown): string {
  if (typeof prompt === "string") return prompt;
  const blocks = Array.isArray(prompt) ? (prompt as readonly JsonObject[]) : [];
  return blocks.map(({ text }) => (typeof text === "string" ? text : "")).join("");
}
