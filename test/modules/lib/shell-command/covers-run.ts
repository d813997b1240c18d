/** Whether what bash ran is among what was parsed. Test support only. */
import type { SimpleCommand } from "../../../../modules/lib/shell-command/index.ts";

/** The first word list that no parsed command explains. A word that is not literal may have become any number of words. */
export function unexplained(commands: readonly SimpleCommand[], ran: readonly string[][]): string[] | undefined {
  return ran.find((words) => !commands.some((command) => explains(command.argv, words)));
}

function explains(argv: SimpleCommand["argv"], words: readonly string[]): boolean {
  const [first, ...rest] = argv;
  if (first === undefined) return words.length === 0;
  if (first.isLiteral) return words[0] === first.text && explains(rest, words.slice(1));
  return explains(rest, words) || (words.length > 0 && explains(argv, words.slice(1)));
}
