/** The text of the reminder: the same list always makes the same text. */
export interface Todo {
  readonly content: string;
  readonly activeForm: string;
  readonly status: "pending" | "in_progress" | "completed";
}

const MAX_SHOWN = 50;
const SIGNS = { pending: "[ ]", in_progress: "[~]", completed: "[x]" } as const;

/** Nothing where no entry is open. Of a long list, what is done is left out first, then what comes last. */
export function reminderOf(todos: readonly Todo[]): string | undefined {
  const open = todos.filter((todo) => todo.status !== "completed");
  if (open.length === 0) return undefined;
  const shown = (todos.length > MAX_SHOWN ? open : todos).slice(0, MAX_SHOWN);
  const more = todos.length - shown.length;
  return [
    '<system-reminder source="hooks-todo-reminder">',
    "Your todo list as it stands. Keep it up to date with the tool `todo`; do not mention this reminder to the user.",
    ...shown.map(lineOf),
    ...(more > 0 ? [`(${more} more)`] : []),
    "</system-reminder>",
  ].join("\n");
}

function lineOf({ content, activeForm, status }: Todo): string {
  return `${SIGNS[status]} ${oneLine(status === "in_progress" ? activeForm : content)}`;
}

/** An entry is the model's own text: it must not be able to end the reminder. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("<", "‹");
}
