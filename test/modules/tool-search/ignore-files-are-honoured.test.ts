import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "../../support/suite.ts";
import { outputOf, type ToolFixture } from "../tool-fixture.ts";
import { type Files, withBothEngines, withFiles } from "./search-fixture.ts";

const test = suite("ignore files are honoured");

interface Row {
  readonly title: string;
  readonly files: Files;
  readonly input?: Record<string, unknown>;
  readonly found: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    title: "a name, anywhere",
    files: { ".gitignore": "b\n", a: "", b: "", "x/b": "", "x/c": "" },
    found: ["a", "x/c"],
  },
  { title: "a glob", files: { ".gitignore": "*.log\n", a: "", "b.log": "", "x/c.log": "" }, found: ["a"] },
  { title: "a folder only", files: { ".gitignore": "b/\n", b: "", "x/b/c": "" }, found: ["b"] },
  { title: "from the root", files: { ".gitignore": "/b\n", b: "", "x/b": "" }, found: ["x/b"] },
  { title: "a path", files: { ".gitignore": "x/b\n", "x/b": "", "y/x/b": "" }, found: ["y/x/b"] },
  { title: "any depth between", files: { ".gitignore": "x/**/b\n", "x/b": "", "x/y/z/b": "", b: "" }, found: ["b"] },
  {
    title: "an exception",
    files: { ".gitignore": "*.log\n!keep.log\n", "a.log": "", "keep.log": "" },
    found: ["keep.log"],
  },
  { title: "the last one decides", files: { ".gitignore": "!a\na\n", a: "", b: "" }, found: ["b"] },
  {
    title: "no exception in a folder that is left out",
    files: { ".gitignore": "x/\n!x/a\n", "x/a": "", b: "" },
    found: ["b"],
  },
  { title: "a deeper file adds", files: { "x/.gitignore": "a\n", a: "", "x/a": "", "x/b": "" }, found: ["a", "x/b"] },
  {
    title: "a deeper file takes back",
    files: { ".gitignore": "a\n", "x/.gitignore": "!a\n", a: "", "x/a": "" },
    found: ["x/a"],
  },
  {
    title: ".ignore outranks .gitignore",
    files: { ".gitignore": "a\n", ".ignore": "!a\nb\n", a: "", b: "" },
    found: ["a"],
  },
  {
    title: "comments, empty lines, spaces",
    files: { ".gitignore": "# a\n\n  \nb  \r\nc\\ \n", a: "", b: "", "c ": "" },
    found: ["a"],
  },
  { title: "escapes", files: { ".gitignore": "\\#a\n\\!b\n", "#a": "", "!b": "", c: "" }, found: ["c"] },
  { title: "braces stand for themselves", files: { ".gitignore": "{a,b}\n", a: "", "{a,b}": "" }, found: ["a"] },
  { title: "classes", files: { ".gitignore": "[ab]\n", a: "", b: "", c: "" }, found: ["c"] },
  { title: "hidden files are found", files: { ".a": "", ".x/b": "" }, found: [".a", ".x/b"] },
  { title: ".git is not", files: { ".git/a": "", b: "", "x/.git/c": "" }, found: ["b"] },
  { title: "the usual exclusions", files: { "node_modules/a": "", "x/node_modules/b": "", c: "" }, found: ["c"] },
  {
    title: "an exclusion is searched when it is named",
    files: { "node_modules/a": "" },
    input: { path: "node_modules" },
    found: ["node_modules/a"],
  },
  {
    title: "all of it, when asked for",
    files: { ".gitignore": "a\n", a: "", "node_modules/b": "", ".git/c": "" },
    input: { include_ignored: true },
    found: ["a", "node_modules/b"],
  },
  {
    title: "rules from above the folder",
    files: { ".gitignore": "a\n/x/b\n", "x/a": "", "x/b": "", "x/c": "" },
    input: { path: "x" },
    found: ["x/c"],
  },
];

/** What `glob` lists and what `grep` searches must be the same. */
async function searched({ call }: ToolFixture, input: object): Promise<string[][]> {
  const isNoIgnoreFile = (path: string): boolean => !/(^|\/)\.(git)?ignore$/.test(path);
  const globbed = outputOf<string>(await call("glob", { pattern: "**", ...input }));
  const grepped = outputOf<string>(await call("grep", { pattern: "^", ...input }));
  return [globbed, grepped].map((text) => text.split("\n").filter(isNoIgnoreFile));
}

for (const { title, files, input = {}, found } of ROWS) {
  withBothEngines(test, title, () =>
    withFiles(withLines(files), {}, async (fixture) => {
      assert.deepEqual(await searched(fixture, input), [found, found]);
    }),
  );
}

test("beyond a repository's own folder no rules count", () =>
  withFiles({ ".gitignore": "a\n", "repo/a": "x\n" }, {}, async (fixture) => {
    mkdirSync(join(fixture.folder, "repo/.git"));
    assert.deepEqual(await searched(fixture, { path: "repo" }), [["repo/a"], ["repo/a"]]);
  }));

test("a repository's rules count when the working directory is inside it", () =>
  withFiles(
    { ".git/HEAD": "", ".gitignore": "a\n", "x/a": "x\n", "x/b": "x\n" },
    { working_dir: "x" },
    async (fixture) => {
      assert.deepEqual(await searched(fixture, {}), [["b"], ["b"]]);
    },
  ));

/** Every file gets a line, so that grep finds it. */
function withLines(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, content === "" ? "x\n" : content]));
}

test.run();
