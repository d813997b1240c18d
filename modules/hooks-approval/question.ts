/** The question to the person: all of what is going to happen, why it is asked, and what the answers would cover. */
import type { ApprovalOption, HookResult } from "../../kernel/index.ts";
import { type CallFacts, isShellCall } from "./call-facts.ts";
import type { Verdict } from "./policy.ts";
import type { Scope } from "./scope.ts";

export interface Question {
  readonly prompt: string;
  readonly options: readonly ApprovalOption[];
}

export function questionFor(facts: CallFacts, verdict: Verdict, scope: Scope): Question {
  const options = optionsFor(verdict, scope);
  const canRemember = options.some((option) => option.kind === "allow_session");
  const prompt = [
    whatItDoes(facts),
    `It is asked because ${verdict.reason}.`,
    ...(canRemember ? [`A yes that is remembered covers ${scope.about}.`] : []),
  ].join("\n\n");
  return { prompt: showHidden(prompt), options };
}

export function askUser(question: Question, timeoutS: number): HookResult {
  return {
    action: "ask_user",
    approval_prompt: question.prompt,
    approval_options: question.options,
    approval_timeout: timeoutS,
    approval_default: "deny",
  };
}

function whatItDoes({ toolName, input, paths, shell, ...facts }: CallFacts): string {
  if (isShellCall({ toolName, input, paths, ...facts, ...(shell && { shell }) }))
    return `${toolName} wants to run:\n\n${shell?.text}`;
  const target = paths.length > 0 ? ` on ${paths.join(" and ")}` : "";
  return `${toolName} wants to run${target}, with:\n\n${JSON.stringify(input, undefined, 2)}`;
}

/** A yes is remembered only where it is plain what it covers, and where no rule would ask again all the same. */
function optionsFor(verdict: Verdict, { isPlain, about }: Scope): ApprovalOption[] {
  const what = about.startsWith("exactly") ? "exactly this" : "this";
  const remembers: ApprovalOption[] =
    isPlain && verdict.asksAlways !== true
      ? [
          { id: "allow_session", label: `Allow ${what} for the rest of the session`, kind: "allow_session" },
          { id: "allow_always", label: `Always allow ${what}`, kind: "allow_always" },
        ]
      : [];
  return [
    { id: "allow_once", label: "Allow once", kind: "allow_once" },
    ...remembers,
    { id: "deny_once", label: "Deny", kind: "deny_once" },
    { id: "deny_always", label: `Always deny ${what}`, kind: "deny_always" },
  ];
}

/** Characters that a terminal would act on, or that nobody sees, are spelled out. */
function showHidden(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]|\p{Default_Ignorable_Code_Point}|[^\P{Z} ]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}
