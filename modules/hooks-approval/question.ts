/** The question to the person: all of what is going to happen, said once, and why it is asked; the options say what they cover. */
import { resolve } from "node:path";
import type { ApprovalOption, HookResult, JsonObject } from "../../kernel/index.ts";
import { type CallFacts, isShellCall } from "./call-facts.ts";
import type { Verdict } from "./policy.ts";
import type { Scope } from "./scope.ts";

export interface Question {
  readonly prompt: string;
  readonly options: readonly ApprovalOption[];
}

/** @param keepsRules whether the application can keep an answer beyond the session */
export function questionFor(
  facts: CallFacts,
  verdict: Verdict,
  answers: { scope: Scope; keepsRules: boolean },
): Question {
  const prompt = `${whatItDoes(facts)}\n\nIt is asked because ${verdict.reason}.`;
  return { prompt: showHidden(prompt), options: optionsFor(verdict, answers) };
}

const PATH_KEYS = new Set(["file_path", "path"]);

export function askUser(question: Question, timeoutS: number): HookResult {
  return {
    action: "ask_user",
    approval_prompt: question.prompt,
    approval_options: question.options,
    approval_timeout: timeoutS,
    approval_default: "deny",
  };
}

function whatItDoes(facts: CallFacts): string {
  const { toolName, input, paths, shell } = facts;
  if (isShellCall(facts)) return `${toolName} wants to run:\n\n${shell?.text}`;
  const target = paths.length > 0 ? ` on ${paths.join(" and ")}` : "";
  const rest = facts.isTrusted ? withoutPaths(facts) : input;
  if (Object.keys(rest).length === 0) return `${toolName} wants to run${target}.`;
  return `${toolName} wants to run${target}, with:\n\n${JSON.stringify(rest, undefined, 2)}`;
}

/** A path that is not where it leads, as behind a symbolic link, is worth saying twice. */
function withoutPaths({ input, paths, workingDir }: CallFacts): JsonObject {
  const isTold = (value: unknown): boolean => typeof value === "string" && paths.includes(resolve(workingDir, value));
  return Object.fromEntries(Object.entries(input).filter(([key, value]) => !(PATH_KEYS.has(key) && isTold(value))));
}

/** A yes is remembered only where it is plain what it covers, and where no rule would ask again all the same. */
function optionsFor(verdict: Verdict, { scope, keepsRules }: { scope: Scope; keepsRules: boolean }): ApprovalOption[] {
  const { isPlain, about, isVersioned = false } = scope;
  const allowed = isVersioned ? `${about} (as it is now)` : about;
  const remembers = isPlain && verdict.asksAlways !== true;
  const options: (ApprovalOption | false)[] = [
    { id: "allow_once", label: "Allow once", kind: "allow_once" },
    remembers && { id: "allow_session", label: `Allow ${allowed} for this session`, kind: "allow_session" },
    remembers && keepsRules && { id: "allow_always", label: `Always allow ${allowed}`, kind: "allow_always" },
    { id: "deny_once", label: "Deny", kind: "deny_once" },
    keepsRules && { id: "deny_always", label: `Always deny ${about}`, kind: "deny_always" },
  ];
  return options.filter((option) => option !== false);
}

/** Characters that a terminal would act on, or that nobody sees, are spelled out. */
function showHidden(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]|\p{Default_Ignorable_Code_Point}|[^\P{Z} ]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}
