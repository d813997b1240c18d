import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { type LoggingFixture, loggingFixture } from "./logging-fixture.ts";

const test = suite("rotation");

const emit = async ({ coordinator }: LoggingFixture, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await coordinator.hooks.emit("plan:start", { plan: "x".repeat(200) });
};

test("the newest file has the lowest number, and every record is in one of them", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount({ max_file_bytes: 1024, max_files: 100 });
    await emit(fixture, 20);
    const names = fixture.files();
    assert.ok(names.length > 3);
    const newestFirst = ["events.jsonl", ...names.slice(0, -1).map((_, index) => `events.${index + 1}.jsonl`)];
    const seqs = newestFirst.reverse().flatMap((name) => fixture.records(name).map(({ seq }) => seq));
    assert.equal(
      seqs,
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    for (const name of names) assert.ok(statSync(`${fixture.root}/${name}`).size <= 1024);
  } finally {
    fixture.close();
  }
});

test("no more files are kept than the config says", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount({ max_file_bytes: 1024, max_files: 3 });
    await emit(fixture, 30);
    assert.equal(fixture.files(), ["events.1.jsonl", "events.2.jsonl", "events.jsonl"]);
    assert.is(fixture.records().at(-1)?.seq, 30);
  } finally {
    fixture.close();
  }
});

test("one file only: it begins anew", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount({ max_file_bytes: 1024, max_files: 1 });
    await emit(fixture, 30);
    assert.equal(fixture.files(), ["events.jsonl"]);
    assert.is(fixture.records().at(-1)?.seq, 30);
  } finally {
    fixture.close();
  }
});

test("a record that is larger than a file is written whole", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount({ max_file_bytes: 1024 });
    await fixture.coordinator.hooks.emit("plan:start", { plan: "y".repeat(5000) });
    await emit(fixture, 1);
    assert.equal(
      fixture.records("events.1.jsonl").map(({ seq }) => seq),
      [1],
    );
    assert.equal(
      fixture.records().map(({ seq }) => seq),
      [2],
    );
  } finally {
    fixture.close();
  }
});

test("two writers of one file follow each other's rotation", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount({ max_file_bytes: 1024, max_files: 100 });
    await fixture.mount({ max_file_bytes: 1024, max_files: 100 });
    await emit(fixture, 10);
    const all = fixture.files().flatMap((name) => fixture.records(name).map(({ seq }) => Number(seq)));
    assert.is(all.length, 20);
    for (const name of fixture.files()) assert.ok(statSync(`${fixture.root}/${name}`).size <= 1024);
  } finally {
    fixture.close();
  }
});

test("a file that somebody moved away is made again", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount();
    await emit(fixture, 1);
    renameSync(fixture.path, `${fixture.path}.old`);
    await emit(fixture, 1);
    assert.ok(existsSync(fixture.path));
    assert.equal(
      fixture.records().map(({ seq }) => seq),
      [2],
    );
  } finally {
    fixture.close();
  }
});

test("half a line of a crashed writer costs only itself", async () => {
  const fixture = loggingFixture();
  try {
    writeFileSync(fixture.path, '{"a":1}\n{"torn":');
    await fixture.mount();
    await emit(fixture, 2);
    const lines = readFileSync(fixture.path, "utf8").split("\n");
    assert.equal(lines.slice(0, 2), ['{"a":1}', '{"torn":']);
    assert.equal(
      lines.slice(2, 4).map((line) => JSON.parse(line).seq),
      [1, 2],
    );
  } finally {
    fixture.close();
  }
});

test.run();
