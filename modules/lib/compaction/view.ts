/** Makes the view from the history and the decisions that were made on it. The same input gives the same bytes. */
import { type Message, textOf } from "../../../kernel/index.ts";
import { unitsOf } from "./units.ts";

export type Decision = "shortened" | "removed";
/** By place in the history. A decision stays, save that what was shortened may be removed later. */
export type Decisions = ReadonlyMap<number, Decision>;

/** Where a tool result that was cut on its way in can be read whole; kept in the message's metadata. */
export const FULL_OUTPUT_KEY = "full_output_path";

export interface ViewOptions {
  readonly truncateChars: number;
  /** Stands before the first thing that was changed. */
  readonly notice?: Message | undefined;
}

export function renderView(history: readonly Message[], decisions: Decisions, options: ViewOptions): Message[] {
  const noticePlace = options.notice === undefined ? -1 : placeOfNotice(history, decisions);
  return history.flatMap((message, index) => {
    const rendered = renderMessage(message, decisions.get(index), options.truncateChars);
    const before = index === noticePlace && options.notice !== undefined ? [options.notice] : [];
    return rendered === undefined ? before : [...before, rendered];
  });
}

export function renderMessage(
  message: Message,
  decision: Decision | undefined,
  truncateChars: number,
): Message | undefined {
  if (decision === undefined) return message;
  return decision === "removed" ? undefined : shorten(message, truncateChars);
}

function shorten(message: Message, truncateChars: number): Message {
  const text = textOf(message.content);
  const head = text.slice(0, wholeCharacters(text, truncateChars));
  const images = message.content.filter((block) => block.type === "image").length;
  const path = message.metadata?.[FULL_OUTPUT_KEY];
  const notes = [
    `${text.length - head.length} characters`,
    ...(images > 0 ? [images === 1 ? "an image" : `${images} images`] : []),
  ];
  const whole = typeof path === "string" ? `; the whole is in ${path}` : "";
  const line = `[${notes.join(" and ")} left out to save room${whole}]`;
  return { ...message, content: [{ type: "text", text: head === "" ? line : `${head}\n${line}` }] };
}

/** Never cuts between the halves of a surrogate pair. */
function wholeCharacters(text: string, length: number): number {
  const code = text.charCodeAt(length - 1);
  return code >= 0xd800 && code <= 0xdbff ? length - 1 : length;
}

/** Before the first changed message, and never between a call and its result. */
function placeOfNotice(history: readonly Message[], decisions: Decisions): number {
  let first = history.length;
  for (const index of decisions.keys()) first = Math.min(first, index);
  const around = unitsOf(history).find(({ indices }) => (indices[0] ?? 0) < first && first <= (indices.at(-1) ?? 0));
  return around?.indices[0] ?? first;
}
