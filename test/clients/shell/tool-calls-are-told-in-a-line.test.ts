/** What a tool call's line on stderr says first. */
import { is } from "uvu/assert";
import { callText } from "../../../clients/shell/tool-line.ts";
import { suite } from "../../support/suite.ts";

const test = suite("ampsh's tool lines");

const LINES: readonly [string, Record<string, unknown>, string][] = [
  ["grep", { path: "src", pattern: "parse" }, "grep parse in src"],
  ["glob", { pattern: "*.ts" }, "glob *.ts"],
  ["read_file", { file_path: "a.txt", limit: 3 }, "read_file a.txt"],
  ["list", { path: "src" }, "list src"],
  ["other", { count: 1 }, 'other {"count":1}'],
];

for (const [name, input, line] of LINES) {
  test(line, () => is(callText({ tool_name: name, tool_input: input }), line));
}

test.run();
