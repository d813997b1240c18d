/** `--output-format`: one JSON object, or one JSON a line; on failure, too. */
import { equal, is, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace } from "./run-ampsh.ts";

const test = suite("ampsh --output-format");
const USAGE = { input_tokens: 10, output_tokens: 2 };

test("json is one object", async () => {
  await inWorkplace(async (workplace) => {
    const call = { name: "read_file", input: { file_path: "missing.txt" } };
    const plan = workplace.plan([
      { tool_calls: [call], usage: USAGE },
      { text: "It is not there.", usage: USAGE },
    ]);
    const args = ["--output-format", "json", "--session", "mine", "--mount-plan", plan, "read it"];
    const { code, stdout, stderr } = await ampsh(workplace, args);
    is(code, 0, stderr);
    is(stderr, "");
    const { tool_calls, ...result } = JSON.parse(stdout);
    equal(result, {
      status: "done",
      response: "It is not there.",
      session_id: "mine",
      stop_reason: "end_turn",
      usage: { input_tokens: 20, output_tokens: 4 },
      model: "mock-1",
      warnings: [],
    });
    is(tool_calls.length, 1);
    equal({ ...tool_calls[0], error: "" }, { ...call, success: false, error: "" });
    match(tool_calls[0].error, /missing\.txt/);
  });
});

test("json tells a profile, and its warnings", async () => {
  await inWorkplace(async (workplace) => {
    const { stdout } = await ampsh(workplace, ["--output-format=json", "hello"]);
    const { profile, warnings } = JSON.parse(stdout);
    equal([profile, warnings[0].kind], ["demo", "demo-provider"]);
  });
});

test("stream-json is every event, and the result as the last line", async () => {
  await inWorkplace(async (workplace) => {
    const args = ["--output-format", "stream-json", "--mount-plan", workplace.plan(["abcdefghi"]), "hello"];
    const { code, stdout } = await ampsh(workplace, args);
    is(code, 0);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const result = lines.pop();
    equal([result.type, result.response, result.status], ["result", "abcdefghi", "done"]);
    ok(lines.every(({ type }) => type === "event"));
    const deltas = lines.filter(({ event }) => event === "content_block:delta").map(({ data }) => data.delta);
    is(deltas.join(""), "abcdefghi");
    const logged = lines.filter(({ ephemeral }) => ephemeral === undefined).map(({ seq }) => seq);
    equal(
      logged,
      logged.map((_, index) => index + 1),
    );
  });
});

const SHAPE = ["status", "response", "session_id", "stop_reason", "usage", "warnings", "tool_calls", "error"];
const FAILURES: readonly [string, readonly string[], unknown[], number, string][] = [
  ["the provider fails", [], [{ error: { kind: "Authentication", message: "bad key" } }], 1, "provider-authentication"],
  ["a session that is not there", ["--resume", "nope"], [], 2, "session-not-found"],
  ["an option that is none", ["--nope"], [], 2, "usage"],
  ["no prompt", [" "], [], 2, "usage"],
  ["no session to show", ["sessions", "show"], [], 2, "session-not-found"],
];

for (const [title, args, responses, exitCode, kind] of FAILURES) {
  for (const format of ["json", "stream-json"]) {
    test(`${format} when it fails: ${title}`, async () => {
      await inWorkplace(async (workplace) => {
        const plan = responses.length === 0 ? [] : ["--mount-plan", workplace.plan(responses)];
        const words = args.includes(" ") ? args : [...args, "hello"];
        const { code, stdout, stderr } = await ampsh(workplace, ["--output-format", format, ...plan, ...words]);
        const result = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
        equal([code, result.status, result.error?.kind], [exitCode, "failed", kind]);
        match(stderr, /^ampsh: .+\n$/);
        is(result.type, format === "json" ? undefined : "result");
        equal(
          SHAPE.filter((key) => !(key in result)),
          [],
        );
      });
    });
  }
}

function ok(isTrue: boolean): void {
  is(isTrue, true);
}

test.run();
