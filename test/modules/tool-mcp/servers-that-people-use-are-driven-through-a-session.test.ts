import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { npmServer, PYTHON_SERVERS, pythonServer } from "../../support/mcp/servers.ts";
import { callsTo, textOf } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";
import type { Json } from "../../support/wire/frames.ts";
import { type McpSession, withServers } from "./mcp-fixture.ts";

const test = suite("servers that people use are driven through a session");

type Call = readonly [tool: string, input: Json, told: RegExp];

/** One turn, in which the model makes these calls one after another. Nothing of it asks: the plan has no policy. */
async function drive(servers: Readonly<Record<string, Json>>, calls: readonly Call[], body?: Body): Promise<void> {
  const responses = [...calls.map(([tool, input]) => callsTo(tool, input)), "That was it."];
  await withServers(
    servers,
    async (session) => {
      const { server, sessionId, warnings } = session;
      assert.equal(warnings, []);
      await body?.before?.(session);
      const { text } = await server.call("session/execute", { sessionId, prompt: "Go." });
      assert.is(text, "That was it.");
      const results = (await server.messages(sessionId)).filter(({ role }) => role === "tool");
      for (const [index, [tool, , told]] of calls.entries()) {
        assert.not.ok(results[index]?.metadata?.is_error, `${tool}: ${textOf(results[index])}`);
        assert.match(textOf(results[index]), told, tool);
      }
      await body?.after?.(session);
    },
    { responses },
  );
}

interface Body {
  readonly before?: (session: McpSession) => Promise<void>;
  readonly after?: (session: McpSession) => Promise<void>;
}

test("the filesystem server", async () => {
  const calls: readonly Call[] = [
    ["mcp_files_list_allowed_directories", {}, /workspace/],
    ["mcp_files_write_file", { path: "note.txt", content: "one\ntwo\n" }, /Successfully wrote/],
    ["mcp_files_read_text_file", { path: "note.txt" }, /one\ntwo/],
    ["mcp_files_edit_file", { path: "note.txt", edits: [{ oldText: "two", newText: "three" }] }, /\+three/],
    ["mcp_files_create_directory", { path: "sub" }, /Successfully created/],
    ["mcp_files_move_file", { source: "note.txt", destination: "sub/note.txt" }, /Successfully moved/],
    ["mcp_files_search_files", { path: ".", pattern: "**/*.txt" }, /sub\/note\.txt/],
    ["mcp_files_directory_tree", { path: "." }, /"name": "note\.txt"/],
  ];
  await drive({ files: npmServer("server-filesystem", ".") }, calls, {
    after: async ({ server }) => {
      assert.is(await readFile(join(server.home.workspace, "sub/note.txt"), "utf8"), "one\nthree\n");
    },
  });
});

test("the memory server", async () => {
  const entities = [
    { name: "Ann", entityType: "person", observations: ["likes tea"] },
    { name: "ampd", entityType: "program", observations: [] },
  ];
  const calls: readonly Call[] = [
    ["mcp_memory_create_entities", { entities }, /likes tea/],
    ["mcp_memory_create_relations", { relations: [{ from: "Ann", to: "ampd", relationType: "uses" }] }, /uses/],
    ["mcp_memory_add_observations", { observations: [{ entityName: "ampd", contents: ["is small"] }] }, /is small/],
    ["mcp_memory_search_nodes", { query: "tea" }, /Ann/],
    ["mcp_memory_open_nodes", { names: ["ampd"] }, /is small/],
    ["mcp_memory_delete_entities", { entityNames: ["Ann"] }, /deleted/],
    ["mcp_memory_read_graph", {}, /^(?![\s\S]*Ann)[\s\S]*ampd/],
  ];
  await inTemporaryDirectory(async (directory) => {
    const env = { MEMORY_FILE_PATH: join(directory, "memory.jsonl") };
    await drive({ memory: { ...npmServer("server-memory"), env } }, calls);
  });
});

test("the server for sequential thinking", async () => {
  const thought = (thoughtNumber: number): Json => {
    return { thought: `Step ${thoughtNumber}`, thoughtNumber, totalThoughts: 2, nextThoughtNeeded: thoughtNumber < 2 };
  };
  await drive({ think: npmServer("server-sequential-thinking") }, [
    ["mcp_think_sequentialthinking", thought(1), /"thoughtHistoryLength": ?1/],
    ["mcp_think_sequentialthinking", thought(2), /"thoughtHistoryLength": ?2/],
  ]);
});

test.needing(PYTHON_SERVERS, "the git server", async () => {
  const repo = { repo_path: "." };
  const calls: readonly Call[] = [
    ["mcp_git_git_status", repo, /note\.txt/],
    ["mcp_git_git_add", { ...repo, files: ["note.txt"] }, /staged/i],
    ["mcp_git_git_commit", { ...repo, message: "Add a note" }, /committed/i],
    ["mcp_git_git_log", repo, /Add a note/],
    ["mcp_git_git_create_branch", { ...repo, branch_name: "other" }, /other/],
    ["mcp_git_git_show", { ...repo, revision: "HEAD" }, /\+hello/],
  ];
  await drive({ git: pythonServer("mcp_server_git") }, calls, {
    before: async ({ server }) => {
      const cwd = server.home.workspace;
      const settings = ["user.name=Ann", "user.email=ann@example.org"];
      assert.is(spawnSync("git", ["init", "-q", "-b", "main"], { cwd }).status, 0);
      for (const one of settings) spawnSync("git", ["config", ...one.split("=")], { cwd });
      await writeFile(join(cwd, "note.txt"), "hello\n");
    },
  });
});

test.needing(PYTHON_SERVERS, "the time server", async () => {
  const conversion = { source_timezone: "UTC", time: "12:00", target_timezone: "Asia/Tokyo" };
  await drive({ time: pythonServer("mcp_server_time", "--local-timezone", "UTC") }, [
    ["mcp_time_get_current_time", { timezone: "UTC" }, /"timezone": ?"UTC"/],
    ["mcp_time_convert_time", conversion, /T21:00:00/],
  ]);
});

test.needing(PYTHON_SERVERS, "the fetch server", async () => {
  const page = "<html><body><article><h1>Hello</h1><p>A page of the test.</p></article></body></html>";
  const web = createServer((request, response) => {
    if (request.url === "/robots.txt") response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "text/html" }).end(page);
  }).listen(0, "127.0.0.1");
  await once(web, "listening");
  try {
    const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/`;
    await drive({ fetch: pythonServer("mcp_server_fetch", "--allow-private-ips") }, [
      ["mcp_fetch_fetch", { url }, /A page of the test/],
      ["mcp_fetch_fetch", { url, raw: true }, /<article>/],
    ]);
  } finally {
    web.close();
  }
});

test.run();
