/**
 * An editor, for tests that end it: starts ampd as a plugin would, brings a turn to the moment that it was told, says so on stdout with
 * the process that the tool runs, and stays. Arguments: `mid-turn`, `mid-tool` or `mid-frame`. ampd inherits its stderr, which therefore
 * stays open for as long as ampd lives.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { mockPlan } from "./server-fixture.ts";
import { ROOT } from "./source-files.ts";
import { RawClient } from "./wire/raw-client.ts";

const [moment = "mid-turn"] = process.argv.slice(2);
const COMMAND = "echo $$; exec sleep 1000";

const child = spawn(process.execPath, [join(ROOT, "dist", "ampd.js")], { stdio: ["pipe", "pipe", "inherit"] });
const client = new RawClient({ toServer: child.stdin, fromServer: child.stdout, framing: "ndjson" });
await client.request(1, "initialize", {
  protocolVersions: ["1.0"],
  clientInfo: { name: "editor" },
  processId: process.pid,
});
const answer =
  moment === "mid-tool"
    ? { tool_calls: [{ name: "bash", input: { command: COMMAND, timeout: 900 } }] }
    : { text: "slow", delay_ms: 900_000 };
const tools = [{ module: "tool-bash", config: { sandbox: "off" } }];
await client.request(2, "session/create", { sessionId: "edited", mountPlan: mockPlan([answer], { tools }) });
client.send({ jsonrpc: "2.0", id: 3, method: "session/execute", params: { sessionId: "edited", prompt: "go" } });
const event = moment === "mid-tool" ? "tool:output" : "content_block:start";
const begun = await client.message(({ params }) => (params as { event?: string } | undefined)?.event === event);
if (moment === "mid-frame") client.write('{"jsonrpc":"2.0","id":4,"meth');
const { data } = begun.params as { data: { text?: string } };
process.stdout.write(`${JSON.stringify({ ampd: child.pid, tool: Number(data.text ?? 0) })}\n`);
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
