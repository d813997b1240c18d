/** A question of ampd's as text for a person, and what a typed line means as an answer. It reads and writes nothing. */
import type { ApprovalQuestion } from "../node/index.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

export type ApprovalOption = ApprovalQuestion["options"][number];

const LETTERS: Readonly<Record<ApprovalOption["kind"], string>> = {
  allow_once: "y",
  allow_session: "s",
  allow_always: "a",
  deny_once: "n",
  deny_always: "d",
};

/** All of it: what is allowed here is never cut short. */
export function questionText(question: ApprovalQuestion, style: Style): string {
  const { prompt, detail, toolCall, options } = question;
  const isTold = detail.command !== undefined || detail.path !== undefined || detail.diff !== undefined;
  const parts = [
    `${style.yellow("?")} ${promptText(question, style)}`,
    detail.command === undefined &&
      detail.path !== undefined &&
      !prompt.includes(detail.path) &&
      indent(`at ${visible(detail.path)}`),
    detail.diff !== undefined && indent(coloredDiff(detail.diff, style)),
    !isTold && toolCall !== undefined && indent(visible(`${toolCall.name} ${JSON.stringify(toolCall.input, null, 2)}`)),
    ...options.map((option, index) => `  ${index + 1}) ${letterOf(options, option)}${visible(option.label)}`),
  ];
  return `${parts.filter((part) => part !== false).join("\n")}\n`;
}

/** The option that a line chooses, by its number or by the letter of its kind; nothing where it chooses none. */
export function optionOf(line: string, options: readonly ApprovalOption[]): ApprovalOption | undefined {
  const answer = line.trim().toLowerCase();
  if (/^\d+$/.test(answer)) return options[Number(answer) - 1];
  const word = answer === "yes" ? "y" : answer === "no" ? "n" : answer;
  return options.find((option) => LETTERS[option.kind] === word);
}

/** What no answer means: no, this once. */
export function denialOf({ options, default: fallback }: ApprovalQuestion): string {
  const denial =
    options.find((option) => option.kind === "deny_once") ?? options.find((option) => option.kind.startsWith("deny"));
  return denial?.id ?? fallback;
}

export function isDenial(option: ApprovalOption): boolean {
  return option.kind.startsWith("deny");
}

/** The prompt. A command stands in it as a paragraph, or comes below it; the directory that it runs in is always the line below it. */
function promptText({ prompt, detail: { command, path } }: ApprovalQuestion, style: Style): string {
  if (command === undefined) return style.bold(visible(prompt));
  const place = path === undefined ? "" : `\n${indent(`in ${visible(path)}`)}`;
  const start = `${prompt}\n`.indexOf(`\n\n${command}\n`);
  if (start < 0) return `${style.bold(visible(prompt))}\n${indent(`$ ${visible(command)}`)}${place}`;
  const end = start + 2 + command.length;
  const rest = visible(prompt.slice(end));
  return `${style.bold(visible(prompt.slice(0, end)))}${place}${rest === "" ? "" : style.bold(rest)}`;
}

/** A kind's letter stands for the first option of that kind. */
function letterOf(options: readonly ApprovalOption[], option: ApprovalOption): string {
  return options.find(({ kind }) => kind === option.kind) === option ? `[${LETTERS[option.kind]}] ` : "    ";
}

function coloredDiff(diff: string, style: Style): string {
  const lines = visible(diff).replace(/\n$/, "").split("\n");
  return lines
    .map((line) => (line.startsWith("+") ? style.green(line) : line.startsWith("-") ? style.red(line) : line))
    .join("\n");
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
