/** Programs whose arguments are a command: how to find it behind their own options. An option that is not listed makes them opaque. */
import type { ShellAssignment, ShellWord, SimpleCommand } from "./simple-command.ts";
import type { Unwrapped } from "./unwrap.ts";

export interface Wrapper {
  /** Options that stand alone. */
  readonly flags?: readonly string[];
  /** Options with a value, in the same word or the next one. */
  readonly values?: readonly string[];
  /** Words of its own before the command. */
  readonly positionals?: number;
  /** `NAME=value` words may stand before the command. */
  readonly takesAssignments?: true;
  /** It changes what the command may do, so that it needs to be allowed too. */
  readonly isPrivileged?: true;
  /** Words come in from elsewhere, behind the command's own. */
  readonly addsWords?: true;
  /** Options that only ask what the command would be. */
  readonly lookups?: readonly string[];
}

const WRAPPERS = new Map<string, Wrapper>(
  Object.entries({
    builtin: {},
    command: { flags: ["-p"], lookups: ["-v", "-V"] },
    doas: { flags: ["-n"], values: ["-u"], isPrivileged: true },
    env: {
      flags: ["-", "-i", "-0", "--ignore-environment", "--null"],
      values: ["-u", "--unset"],
      takesAssignments: true,
    },
    exec: { flags: ["-c", "-l"], values: ["-a"] },
    ionice: { flags: ["-t"], values: ["-c", "-n"] },
    nice: { values: ["-n", "--adjustment"] },
    nohup: {},
    setsid: { flags: ["-c", "-f", "-w", "--fork", "--wait", "--ctty"] },
    stdbuf: { values: ["-i", "-o", "-e", "--input", "--output", "--error"] },
    sudo: {
      flags: ["-n", "-E", "-H", "-S", "-k", "-b", "-P"],
      values: ["-u", "-g", "--user", "--group"],
      takesAssignments: true,
      isPrivileged: true,
    },
    time: { flags: ["-p", "-v"] },
    timeout: {
      flags: ["-v", "--foreground", "--preserve-status", "--verbose"],
      values: ["-k", "-s", "--kill-after", "--signal"],
      positionals: 1,
    },
    xargs: {
      flags: ["-0", "-r", "-t", "-x", "--null", "--no-run-if-empty", "--verbose", "--exit"],
      values: [
        "-n",
        "-P",
        "-L",
        "-s",
        "-d",
        "-E",
        "--max-args",
        "--max-procs",
        "--max-lines",
        "--max-chars",
        "--delimiter",
      ],
      addsWords: true,
    },
  } satisfies Record<string, Wrapper>),
);

export function wrapperNamed(name: string): Wrapper | undefined {
  return WRAPPERS.get(name);
}

const UNKNOWN_WORDS: ShellWord = { text: "…", isLiteral: false };

export function unwrapWrapper(wrapper: Wrapper, argv: readonly ShellWord[]): Unwrapped {
  const name = argv[0]?.text ?? "";
  if (wrapper.lookups?.includes(argv[1]?.text ?? "")) return {};
  const end = endOfOptions(wrapper, argv);
  if (typeof end === "string") return { opaque: `${name}: ${end}` };
  const { assignments, start } = readAssignments(wrapper, argv, end + (wrapper.positionals ?? 0));
  const own = argv.slice(end, start);
  if (own.some((word) => !word.isLiteral)) return { opaque: `${name}: its own arguments are not literal` };
  const words = argv.slice(start);
  const [first] = words;
  if (first === undefined)
    return wrapper.addsWords ? { inner: [commandOf([{ text: "echo", isLiteral: true }, UNKNOWN_WORDS])] } : {};
  const inner = { ...commandOf(wrapper.addsWords ? [...words, UNKNOWN_WORDS] : words), assignments };
  const isLiteral = first.isLiteral ? {} : { opaque: `${name} runs ${first.text}, which is not literal` };
  return { inner: [{ ...inner, ...isLiteral }], isTransparent: wrapper.isPrivileged !== true };
}

function commandOf(argv: readonly ShellWord[]): SimpleCommand {
  return { argv, assignments: [], redirections: [], isTransparent: false };
}

/** The index of the first word that is no option, or why it cannot be told. */
function endOfOptions(wrapper: Wrapper, argv: readonly ShellWord[]): number | string {
  let index = 1;
  for (let word = argv[index]; word?.text.startsWith("-"); word = argv[index]) {
    if (!word.isLiteral) return `the option ${word.text} is not literal`;
    if (word.text === "--") return index + 1;
    const width = widthOf(wrapper, word.text);
    if (width === undefined) return `the option ${word.text} is not known`;
    if (width === 2 && argv[index + 1]?.isLiteral !== true) return `the value of ${word.text} is not literal`;
    index += width;
  }
  return index;
}

/** How many words an option takes, or nothing when it is not known. */
function widthOf({ flags = [], values = [] }: Wrapper, option: string): 1 | 2 | undefined {
  if (flags.includes(option)) return 1;
  if (values.includes(option)) return 2;
  const isAttached = values.some((value) =>
    value.startsWith("--") ? option.startsWith(`${value}=`) : option.startsWith(value) && !option.startsWith("--"),
  );
  return isAttached ? 1 : undefined;
}

function readAssignments(
  wrapper: Wrapper,
  argv: readonly ShellWord[],
  from: number,
): { assignments: ShellAssignment[]; start: number } {
  const assignments: ShellAssignment[] = [];
  let start = from;
  for (let word = argv[start]; wrapper.takesAssignments && word !== undefined; word = argv[start]) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(word.text) ?? [];
    if (name === undefined || value === undefined) break;
    assignments.push({ name, value: { text: value, isLiteral: word.isLiteral } });
    start += 1;
  }
  return { assignments, start };
}
