/** `ampsh "…"`: the answer on stdout, every other word on stderr. */
import { equal, is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, startAmpsh } from "./run-ampsh.ts";

const test = suite("ampsh");
const TEXT = "Grüße, 🙂 and a line\u2028separator.";

test("stdout is the streamed text and a line end", async () => {
  await inWorkplace(async (workplace) => {
    const { code, stdout, stderr } = await ampsh(workplace, ["--mount-plan", workplace.plan([TEXT]), "hello"]);
    equal({ code, stdout, stderr }, { code: 0, stdout: `${TEXT}\n`, stderr: "" });
  });
});

test("text is there before the answer is whole", async () => {
  await inWorkplace(async (workplace) => {
    const plan = workplace.plan([{ text: `first ${"…".repeat(3000)} last`, delay_ms: 600_000 }]);
    const run = startAmpsh(workplace, ["--mount-plan", plan, "hello"]);
    await run.seen(/fir/);
    run.signal("SIGTERM");
    is((await run.exited).code, 143);
    not.match(run.stdout, /last/);
  });
});

test("tools are told of on stderr, and two answers are set apart", async () => {
  await inWorkplace(async (workplace) => {
    const call = { name: "write_file", input: { file_path: "note.txt", content: "hello" } };
    const plan = workplace.plan([{ text: "I write.", tool_calls: [call] }, "Done."], { hooks: [] });
    const { code, stdout, stderr } = await ampsh(workplace, ["--mount-plan", plan, "write a note"]);
    equal({ code, stdout }, { code: 0, stdout: "I write.\n\nDone.\n" });
    match(stderr, /● write_file note\.txt\n/);
    is((await ampsh(workplace, ["--quiet", "--mount-plan", plan, "again"])).stderr, "");
  });
});

test("--usage ends with a line about tokens", async () => {
  await inWorkplace(async (workplace) => {
    const plan = workplace.plan([{ text: "x", usage: { input_tokens: 12, output_tokens: 3, cost: 0.5 } }]);
    const { stdout, stderr } = await ampsh(workplace, ["--usage", "--mount-plan", plan, "hello"]);
    equal({ stdout, stderr }, { stdout: "x\n", stderr: "usage: 12 tokens in, 3 out, $0.5000\n" });
  });
});

test.run();
