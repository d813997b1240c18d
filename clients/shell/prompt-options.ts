/** The options of a prompt, and the command that they make. */
import type { Argv } from "yargs";
import { PERMISSION_MODES, type PermissionMode, type PromptCommand, type SessionChoice } from "./command.ts";
import { type ParsedCommon, readCommonOptions } from "./common-options.ts";
import { readPermissionRules, requireNoRules } from "./permission-rules.ts";
import { ShellError } from "./shell-error.ts";

export interface ParsedPrompt extends ParsedCommon {
  /** What stood behind `--`. */
  readonly _: readonly (string | number)[];
  readonly prompt?: readonly string[];
  readonly "no-stdin"?: boolean;
  readonly profile?: string;
  readonly "mount-plan"?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly session?: string;
  readonly continue?: boolean;
  readonly resume?: string;
  readonly ephemeral?: boolean;
  readonly "max-iterations"?: number;
  readonly "permission-mode"?: PermissionMode;
  readonly allow?: string | readonly string[];
  readonly deny?: string | readonly string[];
  readonly yes?: boolean;
  readonly usage?: boolean;
}

/** Stands for `-` among the words: yargs loses a lone dash. */
const STDIN_MARK = "\u0000-";

/** What yargs would not understand, in words that it does. */
const REWORDED: Readonly<Record<string, string>> = { "-": STDIN_MARK, "--no-color": "--color=never" };

/** The words of the command line, with a mark where stdin is meant. */
export function rewordArguments(argv: readonly string[]): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return argv.map((word, index) => (index < end ? (REWORDED[word] ?? word) : word));
}

export function addPromptOptions(parser: Argv): Argv {
  return parser
    .positional("prompt", { type: "string", array: true, describe: "The prompt; several words are joined" })
    .option("no-stdin", { alias: "n", type: "boolean", describe: "Do not read stdin (in loops that read it)" })
    .option("profile", { alias: "p", type: "string", requiresArg: true, describe: "The profile of the new session" })
    .option("mount-plan", {
      type: "string",
      requiresArg: true,
      describe: "A JSON file with the new session's mount plan",
    })
    .option("provider", { type: "string", requiresArg: true, describe: "One of the session's providers" })
    .option("model", { alias: "m", type: "string", requiresArg: true, describe: "The model of this turn" })
    .option("session", { type: "string", requiresArg: true, describe: "Your own id for the new session" })
    .option("continue", { alias: "c", type: "boolean", describe: "Go on with the last session of this directory" })
    .option("resume", {
      alias: "r",
      type: "string",
      requiresArg: true,
      describe: "Go on with this session (id or its beginning)",
    })
    .option("ephemeral", { type: "boolean", describe: "Store nothing of the session" })
    .option("max-iterations", { type: "number", requiresArg: true, describe: "Requests to the model in this turn" })
    .option("permission-mode", {
      choices: PERMISSION_MODES,
      requiresArg: true,
      describe: "What runs without a question; yolo: everything",
    })
    .option("allow", {
      type: "string",
      requiresArg: true,
      describe: "Let this run, such as 'bash(git status)'; repeatable",
    })
    .option("deny", { type: "string", requiresArg: true, describe: "Forbid this, whatever allows it; repeatable" })
    .option("yes", { alias: "y", type: "boolean", describe: "Answer every question with allow once" })
    .option("usage", { alias: "u", type: "boolean", describe: "Tokens and cost on stderr" })
    .conflicts("profile", ["mount-plan", "continue", "resume"])
    .conflicts("mount-plan", ["continue", "resume"])
    .conflicts("continue", ["resume", "session", "ephemeral"])
    .conflicts("resume", ["session", "ephemeral"]);
}

/** @throws ShellError */
export function readPromptCommand(parsed: ParsedPrompt): PromptCommand {
  refuseRepeated(parsed);
  const words = [...(parsed.prompt ?? []), ...parsed._].map(String);
  const maxIterations = parsed["max-iterations"];
  if (maxIterations !== undefined && !(Number.isSafeInteger(maxIterations) && maxIterations > 0)) {
    throw new ShellError("--max-iterations: it must be a whole number from 1.");
  }
  const session = sessionChoice(parsed);
  const permissions = { mode: parsed["permission-mode"], rules: readPermissionRules(parsed) };
  if (session.kind !== "new") requireNoRules(permissions);
  return {
    command: "prompt",
    ...readCommonOptions(parsed),
    text: words.filter((word) => word !== STDIN_MARK).join(" "),
    stdin: stdinUse(words, parsed["no-stdin"] === true),
    isDialogue: words.length === 0 && parsed["no-stdin"] !== true,
    session,
    provider: parsed.provider,
    model: parsed.model,
    maxIterations,
    permissions,
    answersYes: parsed.yes === true,
    showsUsage: parsed.usage === true,
  };
}

/** yargs makes a list of an option that is given twice. */
function refuseRepeated({ prompt: _prompt, _: _rest, allow: _allow, deny: _deny, ...options }: ParsedPrompt): void {
  for (const [name, value] of Object.entries(options)) {
    if (Array.isArray(value)) throw new ShellError(`--${name}: it is there more than once; give it once.`);
  }
}

function stdinUse(words: readonly string[], isOff: boolean): PromptCommand["stdin"] {
  const isNamed = words.includes(STDIN_MARK);
  if (isOff && isNamed) throw new ShellError("`-` and --no-stdin exclude each other; leave one out.");
  if (isOff) return "never";
  return isNamed || words.length === 0 ? "always" : "auto";
}

function sessionChoice(parsed: ParsedPrompt): SessionChoice {
  if (parsed.continue === true) return { kind: "last" };
  if (parsed.resume !== undefined) return { kind: "stored", id: parsed.resume };
  const { profile, session: id } = parsed;
  return { kind: "new", profile, mountPlanFile: parsed["mount-plan"], id, isEphemeral: parsed.ephemeral === true };
}
