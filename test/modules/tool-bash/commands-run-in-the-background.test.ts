import assert from "node:assert/strict";
import { MAX_RUNNING_JOBS } from "../../../modules/tool-bash/jobs.ts";
import { suite } from "../../support/suite.ts";
import { outputOf, type ToolFixture } from "../tool-fixture.ts";
import { isRunning, type JobOutput, until, withBash } from "./bash-fixture.ts";

const test = suite("commands run in the background");

async function start({ call }: ToolFixture, command: string, more: object = {}): Promise<JobOutput> {
  return outputOf(await call("bash", { command, run_in_background: true, ...more }));
}

async function look({ call }: ToolFixture, job_id: string, wait = 0): Promise<JobOutput> {
  return outputOf(await call("bash_output", { job_id, wait }));
}

test("the call answers at once, and each look shows what is new", () =>
  withBash({}, async (fixture) => {
    const { job_id, pid } = await start(
      fixture,
      "echo one; until [ -e go ]; do sleep 0.05; done; echo two >&2; exit 4",
    );
    const first = await until(async () => {
      const report = await look(fixture, job_id);
      return report.stdout === "" ? undefined : report;
    });
    const state = { job_id, pid, truncated: false };
    assert.deepEqual(first, { ...state, status: "running", returncode: null, stdout: "one\n", stderr: "" });
    outputOf(await fixture.call("bash", { command: "echo > go" }));
    const last = await look(fixture, job_id, 50);
    assert.deepEqual(last, { ...state, status: "ended", returncode: 4, stdout: "", stderr: "two\n" });
  }));

test("without an id all of them are listed", () =>
  withBash({}, async (fixture) => {
    const jobs = [await start(fixture, "sleep 600"), await start(fixture, "exit 0")];
    await look(fixture, jobs[1]?.job_id ?? "", 50);
    const listed = outputOf<{ jobs: JobOutput[] }>(await fixture.call("bash_output", {}));
    assert.deepEqual(
      listed.jobs.map(({ job_id, status, returncode }) => [job_id, status, returncode]),
      [
        [jobs[0]?.job_id, "running", null],
        [jobs[1]?.job_id, "ended", 0],
      ],
    );
  }));

test("one is killed with all its processes, also twice", () =>
  withBash({}, async (fixture) => {
    const { job_id, pid } = await start(fixture, "trap '' TERM; sleep 600 & sleep 600");
    assert.equal(isRunning(pid), true);
    for (let time = 0; time < 2; time++) {
      const report = outputOf<JobOutput>(await fixture.call("bash_kill", { job_id }));
      assert.equal(report.status, "ended");
    }
    assert.equal(isRunning(pid), false);
  }));

test("all are ended when the tool is unmounted", async () => {
  let pid = 0;
  await withBash({}, async (fixture) => {
    ({ pid } = await start(fixture, "trap '' TERM; sleep 600 & sleep 600"));
    assert.equal(isRunning(pid), true);
  });
  assert.equal(isRunning(pid), false);
});

test("a time limit holds if the call names one", () =>
  withBash({ timeout: 1 }, async (fixture) => {
    const [limited, free] = [await start(fixture, "sleep 600", { timeout: 0.2 }), await start(fixture, "sleep 600")];
    assert.equal((await look(fixture, limited.job_id, 50)).status, "ended");
    assert.equal((await look(fixture, free.job_id)).status, "running");
  }));

test("waiting for one ends when the call is cancelled", () =>
  withBash({}, async (fixture) => {
    const { job_id } = await start(fixture, "sleep 600");
    const controller = new AbortController();
    const looking = fixture.call("bash_output", { job_id, wait: 300 }, { signal: controller.signal });
    controller.abort();
    assert.equal(outputOf<JobOutput>(await looking).status, "running");
  }));

test("a job that nobody knows is told, with those that are known", () =>
  withBash({}, async (fixture) => {
    const { job_id } = await start(fixture, "exit 0");
    for (const tool of ["bash_output", "bash_kill"]) {
      const { error } = await fixture.call(tool, { job_id: "job-99" });
      assert.equal(error?.kind, "not-found");
      assert.ok(error.message.includes(`The jobs are: ${job_id}.`));
    }
  }));

test("there is a limit to how many run", () =>
  withBash({}, async (fixture) => {
    const calls = Array.from({ length: MAX_RUNNING_JOBS + 3 }, () =>
      fixture.call("bash", { command: "sleep 600", run_in_background: true }),
    );
    const kinds = (await Promise.all(calls)).map((result) => result.error?.kind);
    assert.equal(kinds.filter((kind) => kind === undefined).length, MAX_RUNNING_JOBS);
    assert.equal(kinds.filter((kind) => kind === "too-many-jobs").length, 3);
  }));

test("to look is read-only, to kill is not", () =>
  withBash({}, async ({ coordinator }) => {
    const hint = (name: string): unknown => coordinator.get("tools", name)?.annotations?.readOnlyHint;
    assert.deepEqual([hint("bash_output"), hint("bash_kill"), hint("bash")], [true, false, false]);
  }));

test.run();
