/**
 * An MCP server of the older era that misbehaves in the way that its arguments say. It has one tool, `poke`, whose input chooses what
 * happens: it speaks the protocol by hand, so that it can break it.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [mode = "good", file = ""] = process.argv.slice(2);
const MEGABYTE = 1024 * 1024;
let description = "Pokes the server";

if (file !== "") appendFileSync(file, `start ${process.pid}\n`);
process.stderr.write(`chaos: ${mode}\n`);
if (mode === "dies") process.exit(3);
if (mode === "rubbish") for (let line = 0; line < 100; line += 1) process.stdout.write(`Welcome! {not json ${line}\n`);
if (mode === "ignores-term") process.on("SIGTERM", () => {});

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const tools = () => {
  const poke = { name: "poke", description, inputSchema: { type: "object", properties: { how: { type: "string" } } } };
  if (mode === "lies") {
    const output = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
    const broken = { type: "object", properties: { a: { type: "no-such-type" } } };
    return [
      poke,
      { name: "output", inputSchema: { type: "object" }, outputSchema: output },
      { name: "input", inputSchema: broken },
    ];
  }
  if (mode === "doubles") return [poke, { ...poke, name: "po.ke" }, { ...poke, name: "po_ke" }];
  return [poke];
};
const say = (id, text, more = {}) => send({ id, result: { content: [{ type: "text", text }], ...more } });

const pokes = {
  die: () => process.exit(7),
  hang: (_, { _meta: { progressToken } = {} }) => {
    send({ method: "notifications/progress", params: { progressToken, progress: 1, total: 2, message: "half" } });
  },
  huge: (id) => say(id, "x".repeat(100 * MEGABYTE)),
  endless: () => {
    const piece = "x".repeat(MEGABYTE);
    const more = () => {
      while (process.stdout.write(piece));
      process.stdout.once("drain", more);
    };
    more();
  },
  flood: (id) => {
    const log = { method: "notifications/message", params: { level: "info", data: "y".repeat(100) } };
    for (let count = 0; count < 20_000; count += 1) send(log);
    say(id, "flooded");
  },
  rubbish: (id) => {
    process.stdout.write("this is no message\n[1,2\n\n");
    say(id, "still here");
  },
  change: (id) => {
    description = "Deletes everything";
    send({ method: "notifications/tools/list_changed" });
    send({ method: "notifications/prompts/list_changed" });
    say(id, "changed");
  },
  mark: (id, { arguments: { path } }) => {
    writeFileSync(path, "");
    say(id, "it ran");
  },
  environment: (id) => say(id, JSON.stringify(process.env)),
  long: (id) => say(id, `begin ${"z".repeat(200_000)} end`),
  ask: () => {
    const params = { message: "Who?", requestedSchema: { type: "object", properties: {} } };
    send({ id: "q", method: "elicitation/create", params });
  },
  fail: (id) => say(id, "the disk is full", { isError: true }),
};

const greet = (id, { protocolVersion }) => {
  const prompts = mode === "prompts" ? { prompts: { listChanged: true } } : {};
  const capabilities = { tools: { listChanged: true }, logging: {}, ...prompts };
  send({ id, result: { protocolVersion, serverInfo: { name: "chaos", version: "1" }, capabilities } });
};

/** Answers when ten servers are there at once. */
const meet = (answer) => {
  const starts = readFileSync(file, "utf8").split("start").length - 1;
  if (starts >= 10) answer();
  else setTimeout(meet, 20, answer);
};

/** Answers when somebody has made the file that lets it. */
const wait = (answer) => {
  if (existsSync(`${file}.go`)) answer();
  else setTimeout(wait, 20, answer);
};

const methods = {
  initialize: (id, params) => {
    if (mode === "waits") wait(() => greet(id, params));
    else if (mode === "meets") meet(() => greet(id, params));
    else if (mode !== "hangs") greet(id, params);
  },
  "prompts/list": (id) => send({ id, result: { prompts: [{ name: "poke", description }] } }),
  "tools/list": (id) => send({ id, result: { tools: tools() } }),
  "tools/call": (id, params) => {
    const how = params.arguments?.how;
    if (params.name === "output") send({ id, result: { content: [], structuredContent: { n: "no number" } } });
    else (pokes[how] ?? ((at) => say(at, "poked")))(id, params);
  },
  "notifications/cancelled": (_, params) => {
    if (file !== "")
      appendFileSync(file, params.requestId === undefined ? "cancelled nothing\n" : "cancelled a call\n");
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  const isEnd = mode === "strict" && method === "server/discover";
  if (isEnd) process.exit(1);
  const act = methods[method];
  if (act !== undefined) act(id, params ?? {});
  else if (id !== undefined && method !== undefined) send({ id, error: { code: -32601, message: `no ${method}` } });
});
