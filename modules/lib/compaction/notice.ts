/** The line that tells the model what its view leaves out. It changes only when the decisions do. */
import { type Message, toolCallsOf } from "../../../kernel/index.ts";
import type { CompactionSettings } from "./settings.ts";
import type { Decisions } from "./view.ts";

const CHARS_PER_TOKEN = 4;
const MAX_TOOL_NAMES = 20;

type NoticeSettings = Pick<
  CompactionSettings,
  | "compaction_notice_enabled"
  | "compaction_notice_token_reserve"
  | "compaction_notice_verbosity"
  | "compaction_notice_min_level"
>;

/** Nothing where there is nothing to tell, or the settings want none. */
export function compactionNotice(
  history: readonly Message[],
  compacted: { readonly decisions: Decisions; readonly level: number },
  settings: NoticeSettings,
): Message | undefined {
  const isWanted = settings.compaction_notice_enabled && settings.compaction_notice_token_reserve > 0;
  if (!isWanted || compacted.decisions.size === 0) return undefined;
  if (compacted.level < settings.compaction_notice_min_level) return undefined;
  const text = describe(history, compacted.decisions, settings.compaction_notice_verbosity);
  const maxChars = settings.compaction_notice_token_reserve * CHARS_PER_TOKEN;
  const metadata = { source: "compaction" };
  return { role: "user", content: [{ type: "text", text: text.slice(0, maxChars) }], metadata };
}

function describe(
  history: readonly Message[],
  decisions: Decisions,
  verbosity: CompactionSettings["compaction_notice_verbosity"],
): string {
  const opening = "[Notice: to save room, older parts of this conversation were left out or shortened from here on.";
  if (verbosity === "minimal") return `${opening}]`;
  const counts = { removed: 0, shortened: 0 };
  for (const decision of decisions.values()) counts[decision] += 1;
  const numbers = `Messages left out: ${counts.removed}; shortened: ${counts.shortened}.`;
  const advice = "What you need from them, look up again.";
  if (verbosity === "normal") return `${opening} ${numbers} ${advice}]`;
  return `${opening} ${numbers} Tools whose calls are concerned: ${toolNames(history, decisions)}. ${advice}]`;
}

function toolNames(history: readonly Message[], decisions: Decisions): string {
  const concerned = new Set<string>();
  const nameById = new Map<string, string>();
  for (const [index, message] of history.entries()) {
    for (const call of toolCallsOf(message.content)) nameById.set(call.id, call.name);
    const name = message.role === "tool" && decisions.has(index) ? nameById.get(message.tool_call_id ?? "") : undefined;
    if (name !== undefined) concerned.add(name);
  }
  return [...concerned].sort().slice(0, MAX_TOOL_NAMES).join(", ") || "none";
}
