/** Opens or makes a session in a process of its own, writes into it, says so, and stays: for tests that kill it. */
import type { StoreOptions } from "../../../server/store/open-store.ts";
import { openStore } from "../../../server/store/open-store.ts";

const options = JSON.parse(process.argv[2] ?? "") as Omit<StoreOptions, "report">;
const store = await openStore({ ...options, report: () => {} });
const session = { session_id: "held", cwd: "/", mount_plan: {} };
const stored = await store.create(session, { isEphemeral: false });
await stored.append({ type: "turn_start", turn: 1, turn_id: "t", prompt: [{ type: "text", text: "Hello?" }] });
await stored.append({ type: "partial", turn: 1, request_id: "r", block_index: 0, block_type: "text", text: "Half" });
process.stdout.write("holding\n");
setInterval(() => {}, 60_000);
