/** Runs a line in a real bash in which every command is a stub that records its words, and answers what was run. Test support only. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface BashOracle {
  /** Word lists, in the order in which they were run. */
  run(line: string): Promise<string[][]>;
  close(): void;
}

/** Random lines may loop for ever: they are ended, and what ran until then counts. */
const DEADLINE_MS = 3000;
/** What was ended may be writing a last file. */
const PATIENTLY = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
const MAX_RECORD_BYTES = 1_000_000;

const STUB = `
FUNCNEST=2
command_not_found_handle() {
  printf '%s\\0' "$#" "$@" >> "$ORACLE_RECORD"
  [[ $1 != c0 ]]
}
`;

/** The path of a bash of version 4 or newer, if there is one. */
export function findBash(): string | undefined {
  for (const path of ["/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash"]) {
    const { stdout, status } = spawnSync(path, ["-c", "echo $BASH_VERSINFO"], { encoding: "utf8" });
    if (status === 0 && Number(stdout) >= 4) return path;
  }
  return undefined;
}

export function openOracle(bash: string, deadlineMs = DEADLINE_MS): BashOracle {
  const root = mkdtempSync(join(tmpdir(), "ampd-oracle-"));
  const stub = join(root, "stub.sh");
  writeFileSync(stub, STUB);
  let runs = 0;
  return {
    async run(line) {
      runs += 1;
      const record = join(root, `record-${runs}`);
      const cwd = mkdtempSync(join(root, "cwd-"));
      writeFileSync(record, "");
      await runToEnd(bash, line, { cwd, record, stub, deadlineMs });
      const ran = readRecord(readFileSync(record).subarray(0, MAX_RECORD_BYTES).toString());
      rmSync(cwd, PATIENTLY);
      rmSync(record, { force: true });
      return ran;
    },
    close: () => rmSync(root, PATIENTLY),
  };
}

interface OracleRun {
  readonly cwd: string;
  readonly record: string;
  readonly stub: string;
  readonly deadlineMs: number;
}

/** The line gets a process group of its own, so that what it left running in the background ends with it. */
async function runToEnd(bash: string, line: string, { cwd, record, stub, deadlineMs }: OracleRun): Promise<void> {
  const child = spawn(bash, ["--norc", "--noprofile", "-c", line], {
    cwd,
    env: { HOME: "~", BASH_ENV: stub, ORACLE_RECORD: record, PATH: "/nonexistent", LC_ALL: "C" },
    stdio: "ignore",
    detached: true,
  });
  const timer = setTimeout(() => endGroup(child.pid), deadlineMs);
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
  clearTimeout(timer);
  endGroup(child.pid);
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing was left.
  }
}

function readRecord(text: string): string[][] {
  const fields = text.split("\0");
  const ran: string[][] = [];
  for (let index = 0; index < fields.length - 1; ) {
    const count = Number(fields[index]);
    ran.push(fields.slice(index + 1, index + 1 + count));
    index += 1 + count;
  }
  return ran;
}
