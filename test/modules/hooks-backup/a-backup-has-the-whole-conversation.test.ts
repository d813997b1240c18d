import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { module as contextSimple } from "../../../modules/context-simple/index.ts";
import { module } from "../../../modules/hooks-backup/index.ts";
import { ManualClock, testHost } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { type HookFixture, type HookFixtureOptions, hookFixture } from "../hook-fixture.ts";

const test = suite("backup");

const ENDS = [
  ["session:end", { status: "completed" }, "end"],
  ["context:pre_compact", { tokens: 2, budget: 1 }, "compact"],
] as const;
const usage = { input_tokens: 1, output_tokens: 1 };
const complete = (turn: number) => ({ turn, stop_reason: "end_turn", usage, response_preview: "", length: 0 });

interface Backups extends HookFixture {
  readonly clock: ManualClock;
  folders(base?: string): string[];
}

async function backups(options: HookFixtureOptions & { readonly isEmpty?: boolean } = {}): Promise<Backups> {
  const clock = new ManualClock();
  const fixture = await hookFixture(module, { host: testHost(clock), ...options });
  await contextSimple.mount(fixture.coordinator, contextSimple.configSchema.parse({}));
  const context = fixture.coordinator.get("context");
  if (options.isEmpty !== true) {
    await context?.addMessage({ role: "user", content: [{ type: "text", text: "hello" }] });
    await context?.addMessage({ role: "assistant", content: [{ type: "text", text: "Good day." }] });
  }
  const folders = (base = join(fixture.stateDir, "backups")): string[] => {
    return readdirSync(base, { withFileTypes: true }).map(({ name }) => name);
  };
  return { ...fixture, clock, folders };
}

for (const [event, data, reason] of ENDS) {
  test(`${event} makes one, of everything, for its owner only`, async () => {
    const fixture = await backups();
    writeFileSync(join(fixture.stateDir, "journal.jsonl"), "the truth\n");
    await fixture.emit(event, data);
    const [name = ""] = fixture.folders();
    assert.is(name, `20260101T000000000Z-${reason}`);
    const folder = join(fixture.stateDir, "backups", name);
    assert.equal(readdirSync(folder).sort(), ["journal.jsonl", "messages.jsonl", "metadata.json"]);
    const read = (file: string): string => readFileSync(join(folder, file), "utf8");
    assert.equal(
      read("messages.jsonl")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).role),
      ["user", "assistant"],
    );
    assert.is(read("journal.jsonl"), "the truth\n");
    assert.is(JSON.parse(read("metadata.json")).messages, 2);
    assert.is(statSync(folder).mode & 0o777, 0o700);
    for (const file of readdirSync(folder)) assert.is(statSync(join(folder, file)).mode & 0o777, 0o600, file);
    const [told] = fixture.dataOf("backup:created");
    assert.equal([told?.path, told?.reason, told?.messages], [folder, reason, 2]);
    await fixture.close();
  });
}

test("turns are counted, and the oldest backups go", async () => {
  const fixture = await backups({ config: { every_turns: 2, max_backups: 2, on_session_end: false } });
  writeFileSync(join(fixture.stateDir, "x"), "");
  for (let turn = 1; turn <= 7; turn += 1) {
    fixture.clock.advance(1000);
    await fixture.emit("prompt:complete", complete(turn));
  }
  assert.equal(fixture.folders(), ["20260101T000004000Z-turn", "20260101T000006000Z-turn"]);
  await fixture.emit("session:end", { status: "completed" });
  assert.is(fixture.folders().length, 2);
  await fixture.close();
});

test("place and form are as the config says", async () => {
  const config = { backup_dir: "kept", format: "json", include_metadata: false };
  const fixture = await backups({ config, isEphemeral: true });
  await fixture.emit("session:end", { status: "completed" });
  const base = join(fixture.workingDir, "kept", "session-1");
  const folder = join(base, fixture.folders(base)[0] ?? "");
  assert.equal(readdirSync(folder), ["messages.json"]);
  assert.is(JSON.parse(readFileSync(join(folder, "messages.json"), "utf8")).length, 2);
  await fixture.close();
});

test("nothing is made of nothing, nor for a session that is not to be kept", async () => {
  for (const options of [{ isEmpty: true }, { isEphemeral: true }]) {
    const fixture = await backups(options);
    await fixture.emit("session:end", { status: "completed" });
    assert.equal(readdirSync(fixture.stateDir), []);
    assert.is(fixture.dataOf("backup:created").length, 0);
    await fixture.close();
  }
});

test("a backup that cannot be written is told, and nothing of it stays", async () => {
  const fixture = await backups({ config: { backup_dir: "blocked" } });
  writeFileSync(join(fixture.workingDir, "blocked"), "a file where a folder should be");
  await fixture.emit("session:end", { status: "completed" });
  assert.is(fixture.dataOf("backup:failed").length, 1);
  assert.match(String(fixture.dataOf("user:notification")[0]?.message), "could not be written");
  assert.equal(readdirSync(fixture.workingDir), ["blocked"]);
  await fixture.close();
});

test.run();
