import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { settingsSchema } from "../../../../server/plan/settings/schema.ts";
import { ROOT } from "../../../support/source-files.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("the page on settings");

test("it has a row for each key, in the schema's order and its words", async () => {
  const [page = ""] = (await readFile(join(ROOT, "spec/settings.md"), "utf8")).split("\n## ");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)];
  const { shape } = settingsSchema();
  assert.equal(
    rows.map(([, key]) => key),
    Object.keys(shape),
  );
  const plain = (text: string): string => text.replace(/[`.].*$/, "").replace(/:.*$/, "");
  for (const [, key = "", words = ""] of rows) {
    const described = shape[key as keyof typeof shape].description ?? "";
    if (plain(described) !== "") assert.is(plain(words), plain(described), key);
  }
});

test.run();
