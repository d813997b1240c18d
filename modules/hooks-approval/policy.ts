/** The decision on one call: deny wins over ask, ask over allow; then the mode, then what only reads, then the default. */
import { type CallFacts, isShellCall } from "./call-facts.ts";
import type { Config, Mode } from "./config.ts";
import { changesFolder } from "./folder-change.ts";
import { forbids } from "./forbidding.ts";
import { isInsideWorkspace } from "./modes.ts";
import { isAbout, type ReadyRule, wasAllowed } from "./rules.ts";
import { uncovered } from "./shell-coverage.ts";

export interface Verdict {
  readonly effect: "allow" | "ask" | "deny";
  /** The rule, the mode or the default that decided. */
  readonly by: string;
  /** For a person, and for the model when it is denied. */
  readonly reason: string;
  /** A rule wants this to be asked every time: remembering a yes would have no effect. */
  readonly asksAlways?: true;
}

export interface Policy {
  /** In the order of the config; remembered answers are behind them. */
  readonly rules: readonly ReadyRule[];
  /** Remembered for commands in the folder where they were allowed, so not for lines that leave it. */
  readonly remembered: readonly ReadyRule[];
  /** Whole lines, exactly as they were answered. */
  readonly lines: ReadonlyMap<string, "allow" | "deny">;
  readonly mode: Mode;
  readonly defaultAction: Config["default_action"];
}

export async function judge(facts: CallFacts, policy: Policy): Promise<Verdict> {
  const rules = [...policy.rules, ...policy.remembered];
  const denied = await firstMatch(rules, facts, "deny");
  if (denied?.match === "yes") return denial(denied.rule.name, `${denied.rule.name} forbids it`);
  if (isShellCall(facts) && policy.lines.get(facts.shell?.text ?? "") === "deny") {
    return denial("remembered", "the user has forbidden this command line");
  }
  const { mode } = policy;
  if ((mode === "read-only" || mode === "plan") && !facts.isReadOnly) {
    return denial(`mode ${mode}`, `the session is in ${mode} mode, in which only tools that read are allowed`);
  }
  if (mode === "yolo") return { effect: "allow", by: "mode yolo", reason: "the session allows everything" };
  const asked = await firstMatch(rules, facts, "ask");
  if (asked?.match === "yes") return question(asked);
  const usual = (await allowance(facts, policy)) ?? fallback(facts, policy);
  const doubt = denied ?? asked;
  // A doubt makes a yes into a question, and leaves a no as it is.
  return doubt === undefined || usual.effect === "deny" ? usual : question(doubt);
}

interface Matched {
  readonly rule: ReadyRule;
  readonly match: "yes" | "maybe";
}

/** A certain match wins over a possible one. */
async function firstMatch(
  rules: readonly ReadyRule[],
  facts: CallFacts,
  effect: "deny" | "ask",
): Promise<Matched | undefined> {
  let possible: Matched | undefined;
  for (const rule of rules) {
    if (rule.rule.effect !== effect) continue;
    const match = await forbids(rule, facts);
    if (match === "yes") return { rule, match };
    if (match === "maybe") possible ??= { rule, match };
  }
  return possible;
}

function question({ rule: { name }, match }: Matched): Verdict {
  const reason = match === "yes" ? `${name} asks for it` : `it cannot be told whether ${name} is about it`;
  return { effect: "ask", by: name, reason, asksAlways: true };
}

async function allowance(facts: CallFacts, policy: Policy): Promise<Verdict | undefined> {
  const isElsewhere = facts.shell?.parsed.ok === true && changesFolder(facts.shell.parsed.commands);
  const allows = [...policy.rules, ...(isElsewhere ? [] : policy.remembered)].filter(
    (rule) => rule.rule.effect === "allow" && isAbout(rule, facts),
  );
  const whole = allows.find((rule) => allowsWhole(rule, facts));
  if (whole !== undefined) return { effect: "allow", by: whole.name, reason: `${whole.name} allows it` };
  if (isShellCall(facts)) return shellAllowance(facts, policy, allows);
  const isEdit = facts.isTrusted && (facts.toolName === "write_file" || facts.toolName === "edit_file");
  const isInside = facts.paths.length > 0 && facts.paths.every((path) => isInsideWorkspace(path, facts.workingDir));
  if (policy.mode === "accept-edits" && isEdit && isInside) {
    return { effect: "allow", by: "mode accept-edits", reason: "it edits a file in the working directory" };
  }
  if (facts.isReadOnly && !facts.isOpenWorld) return { effect: "allow", by: "read-only", reason: "it only reads" };
  return undefined;
}

/** A rule without a command; by path alone it speaks only of tools whose input is known. */
function allowsWhole({ rule, command, path }: ReadyRule, facts: CallFacts): boolean {
  if (command !== undefined) return false;
  if (path === undefined) return true;
  if (isShellCall(facts) || facts.paths.length === 0) return false;
  const isNamed = rule.tool !== undefined || rule.server !== undefined || facts.isTrusted;
  return isNamed && facts.paths.every((one) => path.matches(one, { ignoresCase: false }));
}

async function shellAllowance(
  facts: CallFacts,
  policy: Policy,
  allows: readonly ReadyRule[],
): Promise<Verdict | undefined> {
  const text = facts.shell?.text ?? "";
  if (policy.lines.get(text) === "allow") return { effect: "allow", by: "remembered", reason: "it was allowed before" };
  const isEditable = (path: string): boolean =>
    policy.mode === "accept-edits" && isInsideWorkspace(path, facts.workingDir);
  const reason = await uncovered(facts, {
    commands: allows.flatMap(({ command, path }) => (command === undefined || path !== undefined ? [] : [command])),
    mayWrite: (path) =>
      isEditable(path) || allows.some((rule) => rule.path?.matches(path, { ignoresCase: false }) && !rule.command),
  });
  if (reason === undefined) return { effect: "allow", by: "rules", reason: "every command in it is allowed by a rule" };
  const isUnread = facts.shell?.parsed.ok === false;
  const effect = isUnread && policy.defaultAction === "allow" ? "ask" : policy.defaultAction;
  return { effect, by: "default_action", reason };
}

function fallback(facts: CallFacts, { defaultAction, rules, remembered }: Policy): Verdict {
  const isChanged = [...rules, ...remembered].some((rule) => wasAllowed(rule, facts));
  const reason = isChanged
    ? `the server has changed ${facts.toolName} since it was allowed`
    : `no rule speaks of this use of ${facts.toolName}`;
  return { effect: defaultAction, by: "default_action", reason };
}

function denial(by: string, reason: string): Verdict {
  return { effect: "deny", by, reason };
}
