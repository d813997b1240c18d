/**
 * The demo: what the mock answers without a script. It has no understanding; it finds in the prompt what to read, search, run or
 * write, does that through real tool calls, and answers from their results. The same history gets the same answer.
 */
import type { Message, ProviderRequest, ToolCallBlock } from "../../kernel/index.ts";
import { textOf, toolCallsOf } from "../../kernel/index.ts";
import type { Answer } from "./answer.ts";
import { planCalls, type WantedCall } from "./intent.ts";
import { CANNOT_HELP, describeResults, type Exchange, pathsIn } from "./report.ts";

/** At most two rounds of calls, then an answer. */
export function answerDemo(request: ProviderRequest, newId: () => string): Answer {
  const { prompt, exchanges } = sincePrompt(request.messages);
  const offered = new Set(request.tools.map((tool) => tool.name));
  const wanted = nextCalls(prompt, exchanges).filter((call) => offered.has(call.name));
  if (wanted.length === 0) {
    const text = exchanges.length > 0 ? describeResults(exchanges) : cannotHelp(offered);
    return { content: [{ type: "text", text }], delayMs: 0, usage: {} };
  }
  const calls = wanted.map((call): ToolCallBlock => ({ type: "tool_call", id: newId(), ...call }));
  return { content: [{ type: "text", text: announce(wanted) }, ...calls], delayMs: 0, usage: {} };
}

/** Only a question about the repository has a second round: it reads what the first one found, or else lists the files. */
function nextCalls(prompt: string, exchanges: readonly Exchange[]): WantedCall[] {
  const planned = planCalls(prompt);
  if (exchanges.length === 0) return planned;
  const isOverview = planned.length > 1 && planned.every((call) => call.name === "glob");
  if (!isOverview || exchanges.length > planned.length) return [];
  const found = exchanges.flatMap(({ text, isError }) => (isError ? [] : pathsIn(text).slice(0, 1)));
  if (found.length === 0) return [{ name: "glob", input: { pattern: "**/*" } }];
  return found.map((file_path) => ({ name: "read_file", input: { file_path } }));
}

/** The last thing a person said, and the tool calls that were made for it, with their results. */
function sincePrompt(messages: readonly Message[]): { prompt: string; exchanges: Exchange[] } {
  const start = messages.findLastIndex((one) => one.role === "user" && isFromPerson(one));
  const since = messages.slice(start + 1);
  const results = new Map(since.flatMap((one) => (one.role === "tool" ? [[one.tool_call_id, one] as const] : [])));
  const calls = since.flatMap((one) => (one.role === "assistant" ? toolCallsOf(one.content) : []));
  const exchanges = calls.flatMap((call): Exchange[] => {
    const result = results.get(call.id);
    if (result === undefined) return [];
    return [{ call, text: textOf(result.content), isError: result.metadata?.is_error === true }];
  });
  return { prompt: textOf(messages[start]?.content ?? []), exchanges };
}

/** What hooks, compaction and the like put before a model is no prompt; what a person adds to a running turn is. */
function isFromPerson({ metadata }: Message): boolean {
  return metadata?.source === undefined || metadata.source === "steering";
}

function announce(wanted: readonly WantedCall[]): string {
  const subjects = wanted.map(({ name, input }) => {
    const subject = input.file_path ?? input.pattern ?? input.command;
    return `${name} ${JSON.stringify(subject)}`;
  });
  return `I will call ${subjects.join(", ")}.`;
}

function cannotHelp(offered: ReadonlySet<string>): string {
  const names = [...offered].sort();
  const tools = names.length > 0 ? `The tools of this session are: ${names.join(", ")}.` : "This session has no tools.";
  return `${CANNOT_HELP}\n\n${tools}`;
}
