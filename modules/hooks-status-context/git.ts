/**
 * Runs git to read a repository that nobody vouches for: nothing that the repository's own configuration names is run, nothing is
 * fetched, nothing is written, and each command has a deadline.
 */
import { BoundedOutput, childEnvironment, findProgram, startGroup, supervise } from "../lib/child-process/index.ts";

/** Answers what git wrote; nothing where it failed or took too long. */
export type Git = (args: readonly string[]) => Promise<string | undefined>;

const MAX_OUTPUT_BYTES = 256 * 1024;

/** Programs and transports that a repository's configuration may name, and what would follow from others' configuration. */
const HARMLESS = [
  "core.fsmonitor=",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.sshCommand=false",
  "core.askPass=",
  "credential.helper=",
  "diff.external=",
  "gpg.program=false",
  "log.showSignature=false",
  "protocol.allow=never",
];
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};
/** The filters of a repository are programs too. Their names are only known once they are asked for. */
const FILTER_KEYS = ["config", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|smudge|process|required)$"];

interface GitLimits {
  readonly signal: AbortSignal;
  /** For each command. */
  readonly timeoutMs: number;
}

/** Nothing where git is not installed, or `cwd` is in no repository. */
export async function openRepository(cwd: string, limits: GitLimits): Promise<Git | undefined> {
  const file = findProgram("git");
  if (file === undefined) return undefined;
  const plain = runner({ file, cwd, limits, settings: HARMLESS });
  if ((await plain(["rev-parse", "--is-inside-work-tree"]))?.trim() !== "true") return undefined;
  const filters = (await plain(FILTER_KEYS))?.split("\n").filter((key) => key !== "") ?? [];
  // A name with `=` in it cannot be overridden on the command line, and nobody needs such a name.
  if (filters.some((key) => key.includes("="))) return undefined;
  const disarmed = filters.map((key) => `${key}=${key.endsWith(".required") ? "false" : ""}`);
  return runner({ file, cwd, limits, settings: [...HARMLESS, ...disarmed] });
}

interface RunnerOptions {
  readonly file: string;
  readonly cwd: string;
  readonly limits: GitLimits;
  readonly settings: readonly string[];
}

function runner({ file, cwd, limits, settings }: RunnerOptions): Git {
  const fixed = ["--no-pager", ...settings.flatMap((setting) => ["-c", setting])];
  const env = childEnvironment({ cwd, set: ENVIRONMENT });
  return async (args) => {
    const output = new BoundedOutput(MAX_OUTPUT_BYTES);
    const group = await startGroup({ file, args: [...fixed, ...args], cwd, env });
    const ending = await supervise(group, {
      ...limits,
      onChunk: async (stream, chunk) => {
        if (stream === "stdout") output.push(chunk);
      },
    });
    return ending.cause === "exited" && ending.exit.code === 0 ? output.text() : undefined;
  };
}
