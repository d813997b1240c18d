/** `find`: what `-exec` and its like run; actions that delete or write make it opaque. */
import type { ShellWord, SimpleCommand } from "./simple-command.ts";
import type { Unwrapped } from "./unwrap.ts";

const RUNS = new Set(["-exec", "-execdir", "-ok", "-okdir"]);
const CHANGES = new Set(["-delete", "-fprint", "-fprint0", "-fprintf", "-fls"]);

export function unwrapFind(argv: readonly ShellWord[]): Unwrapped {
  const loose = argv.find((word) => !word.isLiteral && word.text !== "{}");
  if (loose !== undefined) return { opaque: `find: ${loose.text} may be an action` };
  const change = argv.find((word) => CHANGES.has(word.text));
  if (change !== undefined) return { opaque: `find: ${change.text} changes files` };
  const inner: SimpleCommand[] = [];
  for (let index = 1; index < argv.length; index += 1) {
    if (!RUNS.has(argv[index]?.text ?? "")) continue;
    const end = endOfAction(argv, index + 1);
    if (end === undefined) return { opaque: "find: an action has no end" };
    inner.push({
      argv: argv.slice(index + 1, end).map(asUnknown),
      assignments: [],
      redirections: [],
      isTransparent: false,
    });
    index = end;
  }
  return { inner };
}

/** `;` ends an action, and so does `+` right behind `{}`. */
function endOfAction(argv: readonly ShellWord[], from: number): number | undefined {
  for (let index = from; index < argv.length; index += 1) {
    const text = argv[index]?.text;
    if (text === ";" || (text === "+" && argv[index - 1]?.text === "{}")) return index > from ? index : undefined;
  }
  return undefined;
}

/** `{}` stands for a file's name, which may be anything. */
function asUnknown(word: ShellWord): ShellWord {
  return word.text.includes("{}") ? { text: word.text, isLiteral: false } : word;
}
