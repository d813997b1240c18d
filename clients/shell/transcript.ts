/** A stored history as text to read. */
import type { ResultOf, sessionMessages } from "../../protocol/index.ts";
import { inOneLine } from "./visible.ts";

export type Message = ResultOf<typeof sessionMessages>["messages"][number];
type Block = Message["content"][number];

const MAX_LINE_CHARS = 160;

/** One message, under a heading that says who speaks. */
export function messageText({ turn, role, content }: Message): string {
  const body = content
    .map(blockText)
    .filter((text) => text !== "")
    .join("\n");
  return `## ${turn}. ${role}\n\n${body}\n`;
}

function blockText(block: Block): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "thinking":
      return inOneLine(`(thought) ${block.thinking}`, MAX_LINE_CHARS);
    case "tool_call":
      return inOneLine(`● ${block.name} ${JSON.stringify(block.input)}`, MAX_LINE_CHARS);
    case "tool_result":
      return inOneLine(
        `⎿ ${typeof block.output === "string" ? block.output : JSON.stringify(block.output)}`,
        MAX_LINE_CHARS,
      );
    case "image":
      return "(image)";
    default:
      return "";
  }
}
