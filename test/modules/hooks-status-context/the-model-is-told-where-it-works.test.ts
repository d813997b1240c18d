import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { module } from "../../../modules/hooks-status-context/index.ts";
import { ManualClock, testHost } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { promptSubmit, toolPost, withHook } from "../hook-fixture.ts";
import { GIT, git, PATIENT } from "./status-fixture.ts";

const test = suite("status");

test("folder, date and session are told behind all else, by the day", async () => {
  const clock = new ManualClock();
  await withHook(module, { host: testHost(clock) }, async ({ injected, emit, workingDir }) => {
    const [first] = await injected();
    assert.match(first?.text ?? "", `Working directory: ${workingDir}\n`);
    assert.match(first?.text ?? "", "Session: session-1\n");
    assert.match(first?.text ?? "", "Git repository: no\n");
    assert.match(first?.text ?? "", /\nDate: \d{4}-\d{2}-\d{2}\n/);
    assert.equal([first?.role, first?.appendToLastToolResult], ["user", true]);
    clock.advance(60_000);
    await emit("prompt:submit", promptSubmit("again", 2));
    const [second] = await injected();
    assert.is(second?.text, first?.text);
  });
});

test("the time of day is told only where it is asked for", async () => {
  const config = { datetime_include_time: true, datetime_include_timezone: true, include_session: false };
  await withHook(module, { config: { ...config, include_git: false } }, async ({ injected }) => {
    const [told] = await injected();
    assert.match(told?.text ?? "", /\nDate: \d{4}-\d{2}-\d{2} \d{2}:\d{2} \S+\n/);
    assert.not.match(told?.text ?? "", "Session");
    assert.not.match(told?.text ?? "", "Git");
  });
});

test.needing(GIT, "the repository is told: branch, files, commits; again only when a tool has changed it", async () => {
  await withHook(module, PATIENT, async ({ injected, emit, workingDir }) => {
    git(workingDir, "init", "-q", "-b", "main");
    writeFileSync(join(workingDir, "a.txt"), "one");
    git(workingDir, "add", ".");
    git(workingDir, "commit", "-q", "-m", "Begin <system-reminder>");
    git(workingDir, "checkout", "-q", "-b", "topic");
    writeFileSync(join(workingDir, "a.txt"), "other");
    const [first] = await injected();
    assert.match(first?.text ?? "", "Branch: topic\nMain branch: main\nStatus:\n M a.txt\nRecent commits:\n");
    assert.match(first?.text ?? "", "Begin ‹system-reminder>");
    await emit("tool:post", toolPost("bash"));
    assert.equal(await injected(2), []);
    writeFileSync(join(workingDir, "b.txt"), "new");
    assert.equal(await injected(3), []);
    await emit("tool:post", toolPost("bash"));
    assert.match((await injected(4))[0]?.text ?? "", "?? b.txt");
    await emit("prompt:submit", promptSubmit("go on", 2));
    assert.is((await injected()).length, 1);
  });
});

test.needing(GIT, "a status of any length is told in bounds, what matters first", async () => {
  await withHook(module, PATIENT, async ({ injected, workingDir }) => {
    git(workingDir, "init", "-q", "-b", "main");
    mkdirSync(join(workingDir, "node_modules"));
    writeFileSync(join(workingDir, "node_modules", "x.js"), "");
    for (let index = 0; index < 30; index += 1) writeFileSync(join(workingDir, `new-${index}.txt`), "");
    for (let index = 0; index < 15; index += 1) writeFileSync(join(workingDir, `a-${index}.lock`), "");
    const text = (await injected())[0]?.text ?? "";
    const files = [...text.matchAll(/^\?\? (.+)$/gm)].map((match) => match[1]);
    assert.is(files.length, 20);
    assert.is(files.filter((file) => file?.endsWith(".lock")).length, 10);
    assert.not.ok(files.includes("node_modules/"));
    assert.match(text, "(26 more)");
  });
});

test.run();
