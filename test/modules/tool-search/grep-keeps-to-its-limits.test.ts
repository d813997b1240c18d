import assert from "node:assert/strict";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { withBothEngines, withFiles } from "./search-fixture.ts";

const test = suite("grep keeps to its limits");
const FIVE = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, "x\nx\n"]));
const LIMITS = { default_limits: { files_with_matches: 2, content: 3, count: 2 } };

const ROWS: readonly (readonly [title: string, input: object, shown: readonly string[], next: number | undefined])[] = [
  ["files", {}, ["a", "b"], 2],
  ["files further on", { offset: 3 }, ["d", "e"], undefined],
  ["files, as many as the call says", { head_limit: 4 }, ["a", "b", "c", "d"], 4],
  ["exactly as many as there are", { head_limit: 5 }, ["a", "b", "c", "d", "e"], undefined],
  ["all files", { head_limit: 0 }, ["a", "b", "c", "d", "e"], undefined],
  ["lines", { output_mode: "content" }, ["a:1:x", "a:2:x", "b:1:x"], 3],
  ["lines further on", { output_mode: "content", offset: 3, head_limit: 2 }, ["b:2:x", "c:1:x"], 5],
  ["counts", { output_mode: "count", offset: 1 }, ["b:2", "c:2"], 3],
];
for (const [title, input, shown, next] of ROWS) {
  withBothEngines(test, title, () =>
    withFiles(FIVE, LIMITS, async ({ call }) => {
      const text = outputOf<string>(await call("grep", { pattern: "x", ...input }));
      const more = next === undefined ? "" : `\n(there are more; narrow the search, or go on with offset ${next})`;
      assert.equal(text, shown.join("\n") + more);
    }),
  );
}

withBothEngines(test, "behind the last entry there is nothing more", () =>
  withFiles(FIVE, {}, async ({ call }) => {
    assert.equal(outputOf(await call("grep", { pattern: "x", offset: 9 })), "No more matches.");
  }),
);

withBothEngines(test, "more files than go to an engine at a time", () =>
  withFiles(
    Object.fromEntries(Array.from({ length: 1100 }, (_, index) => [`f${index}`, "x\n"])),
    {},
    async ({ call }) => {
      const text = outputOf<string>(await call("grep", { pattern: "x", head_limit: 0 }));
      assert.equal(text.split("\n").length, 1100);
    },
  ),
);

withBothEngines(test, "a long line is cut, wherever the match is, and however many there are", () =>
  withFiles({ a: `${"ab".repeat(1_000_000)}needle\n` }, {}, async ({ call }) => {
    for (const pattern of ["needle", "a|b"]) {
      const text = outputOf<string>(await call("grep", { pattern, output_mode: "content" }));
      assert.equal(text, `a:1:${"ab".repeat(250)}[... line cut]`);
    }
  }),
);

withBothEngines(test, "where the text is too long to be shown, it goes on with the first line that was not", () =>
  withFiles({ a: `${"x".repeat(400)}\n`.repeat(3000) }, {}, async ({ call }) => {
    const text = outputOf<string>(await call("grep", { pattern: "x", output_mode: "content", head_limit: 0 }));
    const lines = text.split("\n");
    assert.match(String(lines.at(-1)), new RegExp(`go on with offset ${lines.length - 1}\\)$`));
  }),
);

withBothEngines(test, "a larger file than allowed is not searched", () =>
  withFiles({ small: "x\n", large: `${"x\n".repeat(100)}` }, { max_file_size: 100 }, async ({ call }) => {
    assert.equal(outputOf(await call("grep", { pattern: "x" })), "small");
  }),
);

test.run();
