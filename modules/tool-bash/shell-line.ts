/** A command line as the safety rules see it: the simple commands that it may run. The parser is loaded at first use. */
import type { SimpleCommand } from "../lib/shell-command/index.ts";
import { hasForkBomb } from "./fork-bomb.ts";

export interface LineCommand {
  /** Literal words as the program gets them; others as they were written, without double quotes. */
  readonly argv: readonly string[];
  readonly redirects: readonly { readonly op: string; readonly target: string }[];
}

export interface ShellLine {
  readonly commands: readonly LineCommand[];
  /** Whether the commands are certain. Otherwise the line could not be parsed, and everything that looks like a command is one. */
  readonly isParsed: boolean;
  readonly hasForkBomb: boolean;
}

export async function readShellLine(text: string): Promise<ShellLine> {
  const { parseShellCommand } = await import("../lib/shell-command/index.ts");
  const parsed = parseShellCommand(text);
  const isBomb = await hasForkBomb(text);
  if (!parsed.ok) return { commands: roughCommands(text), isParsed: false, hasForkBomb: isBomb };
  return { commands: parsed.commands.flatMap(readCommand), isParsed: true, hasForkBomb: isBomb };
}

/** Programs that run what their words say; when that could not be read, each of the words may begin a command. */
const RUNNERS =
  /^(?:.*\/)?(?:env|eval|exec|xargs|nohup|timeout|nice|ionice|setsid|stdbuf|time|sudo|doas|su|find|trap|(?:ba|da|z|k)?sh)$/;

function readCommand(command: SimpleCommand): LineCommand[] {
  const argv = command.argv.map((word) => (word.isLiteral ? word.text : word.text.replaceAll('"', "")));
  const redirects = command.redirections.map(({ operator, target }) => ({
    op: operator,
    target: target.replaceAll('"', ""),
  }));
  const isUnread = command.opaque !== undefined && RUNNERS.test(argv[0] ?? "");
  return [{ argv, redirects }, ...(isUnread ? roughCommands(argv.slice(1).join(" ")) : [])];
}

const MAX_ROUGH_WORDS = 20_000;
const MAX_ROUGH_ARGUMENTS = 30;

/** Errs on the side of seeing too much: quotes are taken away, and a command may begin at every word. */
function roughCommands(text: string): LineCommand[] {
  const parts = text.replaceAll(/["'\\]/g, "").split(/[;|&\n(){}`]/);
  const commands: LineCommand[] = [];
  for (const part of parts) {
    const words = part.split(/\s+/).filter((word) => word !== "");
    const redirects = [...part.matchAll(/(>+)\s*(\S+)/g)].map(([, op = "", target = ""]) => ({ op, target }));
    words.forEach((_, start) => {
      if (commands.length < MAX_ROUGH_WORDS) {
        commands.push({
          argv: words.slice(start, start + MAX_ROUGH_ARGUMENTS),
          redirects: start === 0 ? redirects : [],
        });
      }
    });
  }
  return commands;
}
