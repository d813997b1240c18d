/** An MCP server made with the official SDK, which answers clients of both eras: over stdio, or over HTTP with the argument `http`. */
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import {
  completable,
  createMcpHandler,
  inputRequired,
  McpServer,
  ResourceTemplate,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import * as z from "zod";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function make() {
  const server = new McpServer(
    { name: "good", version: "1" },
    { instructions: process.env.INSTRUCTIONS ?? "Be kind.", capabilities: { resources: { subscribe: true } } },
  );
  server.registerTool(
    "add",
    {
      description: "Adds",
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      outputSchema: z.object({ sum: z.number() }),
    },
    async ({ a, b }) => ({ content: [], structuredContent: { sum: a + b } }),
  );
  server.registerTool(
    "show",
    { description: "Shows one part of each kind", inputSchema: z.object({}), annotations: { readOnlyHint: true } },
    async () => ({
      content: [
        { type: "text", text: "first" },
        { type: "image", data: PIXEL, mimeType: "image/png" },
        { type: "audio", data: "UklGRg==", mimeType: "audio/wav" },
        { type: "resource_link", uri: "test://link", name: "a link" },
        { type: "resource", resource: { uri: "test://text", text: "in the resource" } },
        { type: "resource", resource: { uri: "test://bytes", blob: "AAEC" } },
      ],
    }),
  );
  server.registerTool(
    "ask",
    {
      description: "Asks the user for a name, or to open a page",
      inputSchema: z.object({ url: z.string().optional() }),
    },
    async ({ url }, { mcpReq }) => {
      const answer = mcpReq.inputResponses?.user;
      if (answer !== undefined) return { content: [{ type: "text", text: JSON.stringify(answer) }] };
      const fields = { name: { type: "string" }, age: { type: "integer", default: 7 } };
      const requestedSchema = { type: "object", properties: fields, required: ["name"] };
      const form = inputRequired.elicit({ message: "Who are you?", requestedSchema });
      const page = inputRequired.elicitUrl({ message: "Sign in.", url, elicitationId: "1" });
      return inputRequired({ inputRequests: { user: url === undefined ? form : page } });
    },
  );
  server.registerTool(
    "sample",
    { description: "Has the model answer", inputSchema: z.object({ maxTokens: z.number().default(50) }) },
    async ({ maxTokens }, { mcpReq }) => {
      const answer = mcpReq.inputResponses?.model;
      if (answer !== undefined) return { content: [{ type: "text", text: JSON.stringify(answer) }] };
      const messages = [{ role: "user", content: { type: "text", text: "What is the capital of France?" } }];
      const model = inputRequired.createMessage({ messages, maxTokens, systemPrompt: "Be short." });
      return inputRequired({ inputRequests: { model } });
    },
  );
  server.registerTool("grow", { description: "Has one more of everything", inputSchema: z.object({}) }, async () => {
    server.registerTool("late", { inputSchema: z.object({}) }, async () => ({ content: [] }));
    server.registerPrompt("late", {}, async () => ({ messages: [] }));
    server.registerResource("late", "test://late", {}, async (uri) => ({
      contents: [{ uri: uri.href, text: "late" }],
    }));
    return { content: [] };
  });
  server.registerTool("die", { description: "Ends", inputSchema: z.object({}) }, async () => process.exit(3));
  server.registerTool("touch", { description: "Changes the greeting", inputSchema: z.object({}) }, async () => {
    await server.server.sendResourceUpdated({ uri: "test://greeting" });
    return { content: [] };
  });
  const argsSchema = z.object({
    name: completable(z.string(), (value) => ["Ann", "Anton"].filter((one) => one.startsWith(value))),
  });
  server.registerPrompt("greet", { title: "Greet", description: "Greets somebody", argsSchema }, async ({ name }) => ({
    messages: [
      { role: "user", content: { type: "text", text: `Greet ${name}.` } },
      { role: "assistant", content: { type: "text", text: "How?" } },
      { role: "user", content: { type: "image", data: PIXEL, mimeType: "image/png" } },
    ],
  }));
  const numbers = {
    list: undefined,
    complete: { number: (value) => ["1", "12", "2"].filter((one) => one.startsWith(value)) },
  };
  server.registerResource(
    "number",
    new ResourceTemplate("test://number/{number}", numbers),
    {},
    async (uri, { number }) => ({
      contents: [{ uri: uri.href, text: `number ${number}` }],
    }),
  );
  server.registerResource("greeting", "test://greeting", { mimeType: "text/plain" }, async (uri) => ({
    contents: [{ uri: uri.href, text: "hello" }],
  }));
  return server;
}

/** The first time that it is started, it is too slow to say its era, and does not let itself be taken for one of the older. */
function serveLate(file) {
  if (existsSync(file)) return serveStdio(make);
  writeFileSync(file, "");
  const error = { code: -32600, message: "this connection is of the revision 2026-07-28" };
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method } = JSON.parse(line);
    if (method === "initialize") process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, error })}\n`);
  });
}

if (process.argv[2] === "late") serveLate(process.argv[3]);
else if (process.argv[2] !== "http") serveStdio(make);
else {
  const handler = createMcpHandler(make);
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, headers } = request;
    const body = method === "POST" ? Buffer.concat(chunks) : undefined;
    const answer = await handler.fetch(new Request(`http://127.0.0.1${request.url}`, { method, headers, body }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  });
  // One that is slow would close an idle socket under a request that has come meanwhile.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
  process.stdin.on("end", () => process.exit(0)).resume();
}
