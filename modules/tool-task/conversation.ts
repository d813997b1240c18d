/** The end of the conversation as text for a sub-session that is to know of it: what people and models said, not what tools answered. */
import { type Message, textOf } from "../../kernel/index.ts";

const MAX_CHARS = 64_000;

/** @param turns how many of the latest prompts, with what followed them; nothing: all */
export function conversationText(history: readonly Message[], turns: number | undefined): string {
  const said = history.filter(
    ({ role, content }) => (role === "user" || role === "assistant") && textOf(content) !== "",
  );
  const prompts = said.flatMap((message, index) => (isPrompt(message) ? [index] : []));
  const start = turns === undefined ? 0 : (prompts.at(-turns) ?? 0);
  const lines = said.slice(start).map(({ role, content }) => `${role}: ${textOf(content)}`);
  const text = lines.join("\n\n");
  return text.length <= MAX_CHARS ? text : `[…]\n${text.slice(-MAX_CHARS)}`;
}

function isPrompt({ role, metadata }: Message): boolean {
  return role === "user" && metadata?.source === undefined;
}
