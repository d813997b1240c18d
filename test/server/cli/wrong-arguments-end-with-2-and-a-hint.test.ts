import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { readArguments } from "../../../server/cli/arguments.ts";
import { ROOT } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";

const test = suite("arguments");

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], cwd: string, input = ""): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? "", HOME: cwd, AMPD_HOME: cwd };
  const child = spawn(process.execPath, [join(ROOT, "dist", "ampd.js"), ...args], {
    cwd,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const [out, err]: string[][] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out?.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => err?.push(chunk.toString()));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout: (out ?? []).join(""), stderr: (err ?? []).join("") };
}

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };

test("--version and --help are answered on stdout, with 0", async () => {
  await inTemporaryDirectory(async (cwd) => {
    assert.equal(await run(["--version"], cwd), { code: 0, stdout: `${version}\n`, stderr: "" });
    const { code, stdout, stderr } = await run(["--help"], cwd);
    assert.equal({ code, stderr }, { code: 0, stderr: "" });
    for (const option of ["--framing", "--client-process-id", "--log-level", "--log-file", "--version"])
      assert.match(stdout, option);
  });
});

const WRONG: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [["--framming", "lsp"], /framming/],
  [["--framing", "xml"], /framing.*xml|xml.*framing/s],
  [["--log-level", "loud"], /loud/],
  [["--client-process-id", "me"], /client-process-id/],
  [["--client-process-id", "1.5"], /client-process-id/],
  [["--log-file"], /log-file/],
  [["--client-process-id", "-3"], /client-process-id/],
  [["--store", "mongo"], /store.*mongo|mongo.*store/s],
  [["--store", "postgres"], /AMPD_STORE_URL is not set/],
  [["--store", "postgres", "--store-url-env", "OTHER"], /OTHER is not set/],
  [["serve"], /socket/],
  [["attach"], /socket/],
  [["serv"], /Unknown argument: serv/],
];

for (const [args, says] of WRONG) {
  test(`${args.join(" ")}: 2, what is wrong and what to do on stderr, nothing on stdout`, async () => {
    await inTemporaryDirectory(async (cwd) => {
      const { code, stdout, stderr } = await run(args, cwd);
      assert.equal({ code, stdout }, { code: 2, stdout: "" });
      assert.match(stderr, says);
      assert.match(stderr, "ampd --help");
      assert.not.match(stderr, /\n\s+at /);
    });
  });
}

test("without arguments, and with right ones, it serves", async () => {
  assert.equal(await readArguments([]), { command: "stdio", framing: "auto", logLevel: "warning", allowsYolo: false });
  const parsed = await readArguments([
    "--framing=lsp",
    "--client-process-id",
    "17",
    "--log-level",
    "debug",
    "--log-file",
    "x.log",
    "--allow-yolo",
  ]);
  const expected = { framing: "lsp", clientProcessId: 17, logLevel: "debug", logFile: "x.log", allowsYolo: true };
  assert.equal(parsed, { command: "stdio", ...expected });
});

test("nothing on stdin is nothing on stdout, and 0", async () => {
  await inTemporaryDirectory(async (cwd) => {
    assert.equal(await run([], cwd), { code: 0, stdout: "", stderr: "" });
  });
});

test("the log goes to the file that was named, not to stderr", async () => {
  await inTemporaryDirectory(async (cwd) => {
    const { code, stderr } = await run(["--log-level", "info", "--log-file", "ampd.log"], cwd);
    assert.equal({ code, stderr }, { code: 0, stderr: "" });
    assert.match(readFileSync(join(cwd, "ampd.log"), "utf8"), /^\d{4}-.* info /);
  });
});

test("a log file that cannot be opened is named, and nothing is served", async () => {
  await inTemporaryDirectory(async (cwd) => {
    const { code, stdout, stderr } = await run(["--log-file", "none/ampd.log"], cwd);
    assert.equal({ code, stdout }, { code: 1, stdout: "" });
    assert.match(stderr, "none/ampd.log");
    assert.not.match(stderr, /\n\s+at /);
  });
});

test.run();
