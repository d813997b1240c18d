/** A module in a process that does what its first argument says, also what no module should. One JSON a line, by hand. */
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [mode = "plain", ...rest] = process.argv.slice(2);
const tool = { name: "odd", description: "Does something odd.", inputSchema: { type: "object" } };
const plain = {
  protocolVersion: "1.0",
  kind: "tool",
  tools: [tool],
  capabilities: ["session.working_dir", "session.steer"],
};
const MOUNTS = {
  "wrong-version": { ...plain, protocolVersion: "9.0" },
  "no-schema": { ...plain, tools: [{ ...tool, inputSchema: { type: "object", required: 3 } }] },
  "wrong-shape": { kind: "tool", protocolVersion: "1.0", tools: [{ name: 7 }] },
  "other-kind": { ...plain, kind: "hook", tools: [], hooks: [{ name: "odd", events: ["tool:pre"] }] },
  hook: { ...plain, kind: "hook", tools: [], hooks: [{ name: "odd", events: ["tool:pre"] }] },
  nothing: { ...plain, tools: [] },
  "takes-bash": { ...plain, tools: [tool, { ...tool, name: "bash" }] },
  channel: { ...plain, channels: ["observability.events"] },
  mark: { ...plain, tools: [{ ...tool, annotations: { readOnlyHint: true } }] },
};
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const waiting = new Map();

async function read(name) {
  send({ id: name, method: "capability/get", params: { name } });
  const { result, error } = await new Promise((resolve) => waiting.set(name, resolve));
  return error === undefined ? result.value : error.message;
}

async function execute() {
  if (mode === "environment") return Object.keys(process.env).sort();
  if (mode === "capabilities") {
    const names = ["session.working_dir", "session.steer", "tools.is_trusted"];
    return Promise.all(names.map(read));
  }
  if (mode === "pid") return process.pid;
  if (mode === "mark") writeFileSync(rest[0], "");
  return "plain";
}

if (mode === "dies-at-once") {
  process.stderr.write(`I will not start: sk-ant-api03-${"a1".repeat(20)}\n`);
  process.exit(3);
}
if (mode === "talks") process.stdout.write("Hello, I am a module\n");

createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, method, params, ...answer } = JSON.parse(line);
  if (method === undefined) waiting.get(id)?.(answer);
  else if (method === "module/mount")
    send({ id, result: MOUNTS[mode] ?? { ...plain, ...JSON.parse(rest[0] ?? "{}") } });
  else if (method === "hook/invoke") send({ id, result: { action: "continue" } });
  else if (method === "channel/collect") send({ id, result: { value: [`odd:${params.channel.length}`] } });
  else if (method === "tool/execute" && mode === "hangs")
    send({ method: "tool/output", params: { toolCallId: params.toolCallId, text: String(process.pid) } });
  else if (method === "tool/execute") send({ id, result: { success: true, output: await execute() } });
});
process.stdin.on("end", () => process.exit(0));
