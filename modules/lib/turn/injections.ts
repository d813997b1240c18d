/** Puts the texts that hooks gave for one request into that request's messages, and nowhere else. */
import type { Injection, Message } from "../../../kernel/index.ts";

/** A text that asks for it joins the tool result at the end, where there is one; every other is a message of its own, at the end. */
export function withInjections(view: readonly Message[], injections: readonly Injection[]): readonly Message[] {
  const messages = [...view];
  const last = messages.at(-1);
  if (last?.role === "tool") {
    const joining = injections.filter((injection) => injection.appendToLastToolResult);
    const blocks = joining.map(({ text }) => ({ type: "text" as const, text: `\n\n${text}` }));
    if (blocks.length > 0) messages[messages.length - 1] = { ...last, content: [...last.content, ...blocks] };
  }
  for (const { role, text, appendToLastToolResult } of injections) {
    if (appendToLastToolResult && last?.role === "tool") continue;
    messages.push({ role, content: [{ type: "text", text }], metadata: { source: "hook", ephemeral: true } });
  }
  return messages;
}
