/** Makes a session with a history and is killed outright when it has written so much of it. Arguments: the directory, the id, the records. */

import { FileStore } from "../../../../server/store/files/file-store.ts";
import type { JournalRecord } from "../../../../server/store/journal-records.ts";

const [directory = "", session_id = "", records = ""] = process.argv.slice(2);

class Deadly extends Array<JournalRecord> {
  override *[Symbol.iterator](): ArrayIterator<JournalRecord> {
    for (let turn = 1; turn <= Number(records); turn += 1) {
      const message = { role: "user" as const, content: [{ type: "text" as const, text: `Prompt ${turn}` }] };
      yield { type: "message", turn, message };
    }
    process.kill(process.pid, "SIGKILL");
  }
}

const store = new FileStore({ directory, policy: "turn" });
await store.create({ session_id, cwd: "/", mount_plan: {} }, { isEphemeral: false, history: new Deadly() });
