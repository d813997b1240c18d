import { copyFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { mockPlan, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";

const test = suite("restoring");

test("a session whose files are lost is resumed from the backup of its end", async () => {
  await withServer({}, async (server) => {
    const hooks = [{ module: "hooks-logging" }, { module: "hooks-backup" }];
    const sessionId = await server.createSession({ mountPlan: mockPlan(["First.", "Second."], { hooks }) });
    await server.call("session/execute", { sessionId, prompt: "one" });
    await server.call("session/execute", { sessionId, prompt: "two" });
    await server.call("session/close", { sessionId });
    const directory = join(server.home.root, "sessions", sessionId);
    const [backup = ""] = await readdir(join(directory, "backups"));
    for (const file of ["journal.jsonl", "session.json"]) await rm(join(directory, file));
    assert.is((await server.failure("session/resume", { sessionId })).data.kind, "session-not-found");
    for (const file of ["journal.jsonl", "session.json"]) {
      await copyFile(join(directory, "backups", backup, file), join(directory, file));
    }
    await server.call("session/resume", { sessionId });
    assert.equal((await server.messages(sessionId)).map(textOf), ["one", "First.", "two", "Second."]);
    assert.is((await server.call("session/execute", { sessionId, prompt: "three" })).stopReason, "end_turn");
  });
});

test.run();
