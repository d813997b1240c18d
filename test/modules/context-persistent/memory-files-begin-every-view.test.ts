import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JsonObject, textOf } from "../../../kernel/index.ts";
import { module } from "../../../modules/context-persistent/index.ts";
import { type CoordinatorFixture, coordinatorFixture } from "../../support/kernel.ts";
import { ScriptedProvider } from "../../support/scripted-provider.ts";
import { suite } from "../../support/suite.ts";

const test = suite("memory files");

async function inWorkingDir(body: (workingDir: string) => Promise<void>): Promise<void> {
  const workingDir = await mkdtemp(join(tmpdir(), "ampd-memory-"));
  try {
    await body(workingDir);
  } finally {
    await rm(workingDir, { recursive: true, force: true });
  }
}

async function mount(workingDir: string, config: JsonObject): Promise<CoordinatorFixture> {
  const fixture = coordinatorFixture();
  fixture.coordinator.registerCapability("session.working_dir", workingDir);
  await module.mount(fixture.coordinator, module.configSchema.parse(config));
  await module.onSessionReady?.(fixture.coordinator);
  return fixture;
}

test("they stand before the history in every view, and are no part of it", async () => {
  await inWorkingDir(async (workingDir) => {
    await writeFile(join(workingDir, "NOTES.md"), "use tabs");
    const absolute = join(workingDir, "more.md");
    await writeFile(absolute, "be brief");
    const { coordinator, dataOf } = await mount(workingDir, { memory_files: ["NOTES.md", absolute] });
    const context = coordinator.get("context");
    await context?.addMessage({ role: "user", content: [{ type: "text", text: "hi" }] });
    const view = await context?.getMessagesForRequest({ provider: new ScriptedProvider([]) });
    assert.deepEqual(
      view?.map((message) => [message.role, textOf(message.content)]),
      [
        ["system", "[Context from NOTES.md]\n\nuse tabs"],
        ["system", `[Context from ${absolute}]\n\nbe brief`],
        ["user", "hi"],
      ],
    );
    assert.equal((await context?.getMessages())?.length, 1);
    assert.deepEqual(dataOf("context:include")[0]?.path, join(workingDir, "NOTES.md"));
  });
});

test("a file that is not there is named in a warning, and the session goes on", async () => {
  await inWorkingDir(async (workingDir) => {
    const { dataOf } = await mount(workingDir, { memory_files: ["gone.md"] });
    const [notice] = dataOf("user:notification");
    assert.equal(notice?.level, "warning");
    assert.match(String(notice?.message), /gone\.md/);
  });
});

const REFUSED: readonly { name: string; config: JsonObject; why: RegExp }[] = [
  {
    name: "files over the limit",
    config: { memory_files: ["a.md", "b.md"], max_memory_bytes: 15 },
    why: /memory_files\[1\].*max_memory_bytes/,
  },
  { name: "a directory", config: { memory_files: ["folder"] }, why: /memory_files\[0\].*folder is not a file/ },
];
for (const { name, config, why } of REFUSED) {
  test(`${name}: the module does not mount, and says why`, async () => {
    await inWorkingDir(async (workingDir) => {
      await writeFile(join(workingDir, "a.md"), "0123456789");
      await writeFile(join(workingDir, "b.md"), "0123456789");
      await mkdir(join(workingDir, "folder"));
      await assert.rejects(mount(workingDir, config), { code: "module-load-failed", message: why });
    });
  });
}

test("a relative path without a working directory is refused", async () => {
  const { coordinator } = coordinatorFixture();
  const config = module.configSchema.parse({ memory_files: ["a.md"] });
  await assert.rejects(module.mount(coordinator, config), /no working directory/);
});

test.run();
