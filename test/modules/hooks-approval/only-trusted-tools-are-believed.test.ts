import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("trust");

const trustsNotes = { "tools.is_trusted": (name: string) => name === "client_tool" };
const ROWS: readonly [tool: string, capabilities: JsonObject, rules: JsonObject[], runs: boolean][] = [
  ["read_file", {}, [], true],
  ["mcp_files_delete", {}, [], false],
  ["client_tool", {}, [], false],
  ["client_tool", trustsNotes, [], true],
  ["read_file", trustsNotes, [], false],
  ["mcp_files_delete", {}, [{ server: "files", effect: "allow" }], true],
  ["mcp_notes_add", {}, [{ server: "files", effect: "allow" }], false],
  ["mcp_files_delete", {}, [{ server: "files", tool: "mcp_files_*", effect: "allow" }], true],
  ["mcp_files_delete", {}, [{ server: "files", tool: "mcp_files_read", effect: "allow" }], false],
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
