import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { toJsonSchema } from "../../modules/lib/define-tool/index.ts";
import { builtInIds, loadBuiltIn } from "../../server/plan/module-table.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("modules");
const folders = readdirSync(join(ROOT, "modules")).filter((name) => name !== "lib");

test("the table names every folder, and nothing else", () => {
  assert.equal(builtInIds().sort(), folders.sort());
});

for (const id of folders) {
  test(`${id} goes by its folder's name and describes itself`, async () => {
    const definition = await loadBuiltIn(id);
    assert.is(definition?.name, id);
    assert.ok((definition?.description.length ?? 0) > 10);
  });

  test(`${id} says what each key of its config means, and takes no other`, async () => {
    const definition = await loadBuiltIn(id);
    assert.ok(definition !== undefined);
    const schema = toJsonSchema(definition.configSchema) as {
      properties?: Record<string, { description?: string }>;
      additionalProperties?: boolean;
    };
    assert.is(schema.additionalProperties, false);
    const silent = Object.entries(schema.properties ?? {})
      .filter(([, property]) => !property.description)
      .map(([key]) => key);
    assert.equal(silent, []);
  });

  test(`${id} has a README in the fixed order, whose table has every key and no other`, async () => {
    const path = join(ROOT, "modules", id, "README.md");
    assert.ok(existsSync(path), `${id} has no README.md`);
    const text = readFileSync(path, "utf8");
    const heads = [...text.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    assert.equal(heads, ["What", "Config", "Events", "Limits", "Errors"]);
    const definition = await loadBuiltIn(id);
    assert.ok(definition !== undefined);
    const keys = Object.keys((toJsonSchema(definition.configSchema) as { properties?: object }).properties ?? {});
    const table = text.slice(text.indexOf("## Config"), text.indexOf("## Events"));
    const rows = [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+)/gm)].flatMap(
      ([, names = ""]) => names.match(/\w+/g) ?? [],
    );
    assert.equal(rows.sort(), keys.sort());
  });

  test(`${id} is held to the contract of its kind`, async () => {
    const kind = (await loadBuiltIn(id))?.kind ?? "";
    // `every-module-keeps-its-contract` runs over all; tools and providers have examples and vendors of their own
    // besides, but for tool-mcp, whose tools are their servers' own.
    if ((kind !== "tool" && kind !== "provider") || id === "tool-mcp") return;
    const folder = join(ROOT, "test", "modules", id);
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    const contract = new RegExp(`\\b(?:check)?${kind}Contract\\(`, "i");
    assert.ok(texts.some((text) => contract.test(text)));
  });
}

test("one test runs the checks of its kind over every module of the table", () => {
  const file = join(ROOT, "test", "modules", "every-module-keeps-its-contract.test.ts");
  assert.match(readFileSync(file, "utf8"), /for \(const id of builtInIds\(\)\) \{[^}]*faultsOf\(id/);
});

test.run();
