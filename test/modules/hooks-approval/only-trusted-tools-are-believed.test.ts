import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("trust");

const trustsNotes = { "tools.is_trusted": (name: string) => name === "client_tool" };
const ofFiles = { "mcp.server_of": (name: string) => (name === "mcp_files_delete" ? "files" : undefined) };
const ROWS: readonly [tool: string, capabilities: JsonObject, rules: JsonObject[], runs: boolean][] = [
  ["read_file", {}, [], true],
  ["mcp_files_delete", {}, [], false],
  ["client_tool", {}, [], false],
  ["client_tool", trustsNotes, [], true],
  ["read_file", trustsNotes, [], false],
  ["mcp_files_delete", {}, [{ server: "files", effect: "allow" }], false],
  ["mcp_files_delete", ofFiles, [{ server: "files", effect: "allow" }], true],
  ["mcp_files_delete", ofFiles, [{ tool: "files/delete", effect: "allow" }], true],
  ["mcp_files_delete", ofFiles, [{ tool: "files/*", effect: "allow" }], true],
  ["mcp_files_delete", ofFiles, [{ tool: "*/delete", effect: "allow" }], true],
  ["mcp_files_delete", ofFiles, [{ tool: "files/read", effect: "allow" }], false],
  ["mcp_files_delete", ofFiles, [{ tool: "file/delete", effect: "allow" }], false],
  ["mcp_files_delete", {}, [{ tool: "files/delete", effect: "allow" }], false],
  ["client_tool", ofFiles, [{ tool: "files/*", effect: "allow" }], false],
  ["mcp_notes_add", {}, [{ server: "files", effect: "allow" }], false],
  ["mcp_files_delete", {}, [{ server: "files", tool: "mcp_files_*", effect: "allow" }], false],
  ["mcp_files_delete", ofFiles, [{ server: "files", tool: "mcp_files_*", effect: "allow" }], true],
  ["mcp_files_delete", ofFiles, [{ server: "files", tool: "mcp_files_read", effect: "allow" }], false],
  ["mcp_files_delete", { "mcp.server_of": () => "files_two" }, [{ server: "files", effect: "allow" }], false],
  ["mcp_files_delete", { "mcp.server_of": () => "files_two" }, [{ server: "files_two", effect: "allow" }], true],
];

for (const [tool, capabilities, rules, runs] of ROWS) {
  test(`${tool} ${Object.keys(capabilities)} ${JSON.stringify(rules)} ${runs ? "runs" : "is asked"}`, async () => {
    const fixture = await approvalFixture({ capabilities, config: { rules } });
    try {
      await fixture.call(tool, {});
      assert.is(fixture.questions.length, runs ? 0 : 1);
    } finally {
      await fixture.close();
    }
  });
}

const DENIALS: readonly [rule: JsonObject, capabilities: JsonObject][] = [
  [{ server: "files", effect: "deny" }, {}],
  [{ server: "files", effect: "deny" }, ofFiles],
  [{ tool: "files/delete", effect: "deny" }, {}],
  [{ tool: "files/del*", effect: "deny" }, ofFiles],
  [{ tool: "mcp_files_*", effect: "deny" }, {}],
];
for (const [rule, capabilities] of DENIALS) {
  test(`${JSON.stringify(rule)} denies, whether the server is known (${Object.keys(capabilities)}) or not`, async () => {
    const config = { rules: [{ tool: "*", effect: "allow" }, rule] };
    const fixture = await approvalFixture({ capabilities, config });
    try {
      assert.is((await fixture.call("mcp_files_delete", {})).error?.kind, "denied");
      assert.equal([fixture.questions, fixture.calls], [[], []]);
    } finally {
      await fixture.close();
    }
  });
}

test("a server that the user trusts is believed when its tools say that they only read", async () => {
  const believing = { trusted_servers: ["files"] };
  for (const [capabilities, config, asked] of [
    [ofFiles, believing, 0],
    [ofFiles, {}, 1],
    [{}, believing, 1],
    [{ "mcp.server_of": () => "others" }, believing, 1],
  ] as const) {
    const fixture = await approvalFixture({ capabilities, config: { ...config } });
    try {
      await fixture.call("mcp_files_delete", {});
      assert.is(fixture.questions.length, asked);
    } finally {
      await fixture.close();
    }
  }
});

test("a line for a bash that is not ours is not judged as a line for a shell", async () => {
  const rules = [{ command: "ls*", effect: "allow" }];
  const fixture = await approvalFixture({ capabilities: { "tools.is_trusted": () => false }, config: { rules } });
  try {
    assert.is(await fixture.fate("ls -l"), "asked");
  } finally {
    await fixture.close();
  }
});

test("that a server is believed when it says that it reads does not make its paths known", async () => {
  const rules = [{ path: "**", effect: "allow" }];
  const config = { trusted_servers: ["notes"], rules };
  const fixture = await approvalFixture({ capabilities: { "mcp.server_of": () => "notes" }, config });
  try {
    await fixture.call("mcp_notes_add", { path: "a" });
    assert.is(fixture.questions.length, 1);
  } finally {
    await fixture.close();
  }
});

test("a call that names more paths than can be looked at is denied", async () => {
  const fixture = await approvalFixture({ config: { rules: [{ tool: "client_tool", effect: "allow" }] } });
  try {
    const paths = Array.from({ length: 201 }, (_, index) => `f${index}`);
    assert.match((await fixture.call("client_tool", { paths })).error?.message ?? "", /more than 200 paths/);
    assert.equal([fixture.questions, fixture.calls], [[], []]);
  } finally {
    await fixture.close();
  }
});

test("with nobody to ask the answer is no", async () => {
  const fixture = await approvalFixture({ isUnattended: true });
  try {
    const { success, error } = await fixture.call("write_file", { file_path: "a" });
    assert.is(success, false);
    assert.is(error?.kind, "denied");
    assert.equal(fixture.calls, []);
  } finally {
    await fixture.close();
  }
});

test.run();
