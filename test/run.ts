/**
 * Runs every `*.test.ts` under test/ in a process of its own, as many at a time as there are cores, and sums up. A file that
 * does not end by itself has left something open and fails. Arguments narrow the run to the paths that contain one of them.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Generous on purpose, as those of single tests: a file may start many programs, one after another, on a slow machine. */
const FILE_DEADLINE_MS = 900_000;

interface FileResult {
  readonly file: string;
  readonly isGreen: boolean;
  readonly output: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

const filters = process.argv.slice(2);
const files = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => join(ROOT, "test", path))
  .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
  .sort();

const results: FileResult[] = [];
const queue = [...files];
await Promise.all(Array.from({ length: availableParallelism() }, runQueue));
summarize();

async function runQueue(): Promise<void> {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const result = await runFile(file);
    results.push(result);
    const mark = result.isGreen ? "ok  " : "FAIL";
    write(`${mark} ${relative(ROOT, file)} (${result.passed} passed, ${result.seconds.toFixed(1)} s)\n`);
    if (!result.isGreen || result.skipped > 0) write(indent(result.output));
  }
}

async function runFile(file: string): Promise<FileResult> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" },
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => {
    chunks.push(Buffer.from(`\nended by the runner: the file was still running after ${FILE_DEADLINE_MS} ms\n`));
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, FILE_DEADLINE_MS);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  return { file, ...judge(code, Buffer.concat(chunks).toString()), seconds: (performance.now() - startedAt) / 1000 };
}

function judge(code: number | null, output: string): Omit<FileResult, "file" | "seconds"> {
  const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const passed = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
  const skipped = output.split("\n").filter((line) => line.startsWith("SKIP ")).length;
  const hasTests = total + skipped > 0;
  const isGreen = code === 0 && hasTests && passed === total;
  const note = hasTests ? "" : "\nno test ran: does the file call run()?\n";
  return { isGreen, output: output + note, passed, failed: isGreen ? 0 : Math.max(1, total - passed), skipped };
}

function summarize(): void {
  const sum = (key: "passed" | "failed" | "skipped"): number => results.reduce((all, result) => all + result[key], 0);
  const red = results.filter((result) => !result.isGreen);
  if (red.length > 0) write(`\nFailed:\n${red.map((result) => `  ${relative(ROOT, result.file)}\n`).join("")}`);
  write(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped\n`);
  if (red.length > 0 || results.length === 0) process.exitCode = 1;
}

function indent(text: string): string {
  return `${text.replace(/^/gm, "    ")}\n`;
}

function write(text: string): void {
  process.stdout.write(text);
}
