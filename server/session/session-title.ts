/** A session's title: what a person gave, else the beginning of its first prompt, which something better may replace. */
import type { Coordinator } from "../../kernel/index.ts";
import { sessionRedactor } from "../../modules/lib/redaction/index.ts";
import type { StoredSession } from "../store/contracts.ts";

const MAX_TITLE_CHARS = 80;

/** The first line of a prompt that holds no secrets any more. */
export function titleOf(prompt: string): string {
  const line = prompt.trim().split("\n", 1)[0] ?? "";
  return line.length > MAX_TITLE_CHARS ? `${line.slice(0, MAX_TITLE_CHARS - 1)}…` : line;
}

/** The capability `session.set_title`. Answers false where the session has a title that is more than its first prompt. */
export function titleSetter(
  stored: StoredSession,
  coordinator: () => Coordinator,
): (title: string) => Promise<boolean> {
  return async (wanted) => {
    const { redactText } = sessionRedactor(coordinator());
    const { title, first_prompt } = stored.metadata;
    const isProvisional = title === undefined || (first_prompt !== undefined && title === titleOf(first_prompt));
    const clean = titleOf(redactText(wanted));
    if (!isProvisional || clean === "") return false;
    await stored.update({ title: clean });
    return true;
  };
}
