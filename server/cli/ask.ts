/** Questions to the person at the terminal, on stderr. What is typed ahead answers the next one; at the end of the input there is no answer. */
import { createInterface, type Interface } from "node:readline";

export interface Person {
  /** Nothing where there is no terminal, or the input has ended. */
  ask(question: string): Promise<string | undefined>;
  /** Yes or no, and no in doubt. */
  confirm(question: string): Promise<boolean>;
  close(): void;
}

export function personAtTerminal(): Person {
  const lines: string[] = [];
  let reader: Interface | undefined;
  let isOver = !process.stdin.isTTY || !process.stderr.isTTY;
  let waiting: ((line: string | undefined) => void) | undefined;
  const hand = (line: string | undefined): void => {
    const resolve = waiting;
    waiting = undefined;
    if (resolve !== undefined) resolve(line);
    else if (line !== undefined) lines.push(line);
  };
  const open = (): Interface => {
    const opened = createInterface({ input: process.stdin, output: process.stderr });
    opened.on("line", hand);
    opened.on("close", () => {
      isOver = true;
      hand(undefined);
    });
    return opened;
  };
  const ask = async (question: string): Promise<string | undefined> => {
    if (isOver && lines.length === 0) return undefined;
    reader ??= open();
    process.stderr.write(question);
    const line =
      lines.shift() ??
      (await new Promise<string | undefined>((resolve) => {
        waiting = resolve;
      }));
    return line?.trim();
  };
  return {
    ask,
    confirm: async (question) => /^y(?:es)?$/i.test((await ask(`${question} [y/N] `)) ?? ""),
    close: () => reader?.close(),
  };
}
