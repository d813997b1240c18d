/** Colors for stderr, where they are wanted. */
import type { ColorChoice } from "./command.ts";

export interface Style {
  dim(text: string): string;
  bold(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

/** The option decides; without it a terminal has colors, unless NO_COLOR is set or it can do nothing. */
export function chooseStyle(choice: ColorChoice, isTerminal: boolean, environment: NodeJS.ProcessEnv): Style {
  const { NO_COLOR, TERM } = environment;
  const isWanted = choice === "always" || (choice === "auto" && isTerminal && !NO_COLOR && TERM !== "dumb");
  const paint = (code: number) => (text: string) => (isWanted ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { dim: paint(2), bold: paint(1), red: paint(31), green: paint(32), yellow: paint(33) };
}
