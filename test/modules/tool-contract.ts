/** What every tool module must do: run by each module's own test. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject, ModuleDefinition, ToolResult } from "../../kernel/index.ts";
import { toJsonSchema } from "../../modules/lib/define-tool/index.ts";
import { suite } from "../support/suite.ts";
import { type ToolFixture, toolFixture } from "./tool-fixture.ts";

export interface ToolContractOptions {
  /** For each tool an input that it can carry out; a tool without one fails. */
  readonly examples: Readonly<Record<string, JsonObject>>;
  readonly config?: JsonObject;
  /** Makes the files that the examples need. */
  readonly prepare: (folder: string) => void;
}

const README_SECTIONS = ["What", "Config", "Events", "Limits", "Errors"];

export function toolContract<Config>(module: ModuleDefinition<Config>, options: ToolContractOptions): void {
  const test = suite(`${module.name} fulfils the tool contract`);

  async function mounted(run: (fixture: ToolFixture, names: string[]) => Promise<void>): Promise<void> {
    const fixture = await toolFixture(module, options.config);
    try {
      options.prepare(fixture.folder);
      await run(fixture, [...fixture.coordinator.all("tools").keys()]);
    } finally {
      await fixture.close();
    }
  }

  test("each tool describes itself and every key of its input", () =>
    mounted(async ({ coordinator }) => {
      assert.deepEqual([...coordinator.all("tools").keys()].sort(), Object.keys(options.examples).sort());
      for (const [name, tool] of coordinator.all("tools")) {
        assert.equal(tool.name, name);
        assert.ok(tool.description.length > 20, name);
        assert.equal(typeof tool.annotations?.readOnlyHint, "boolean", name);
        requireDescribed(tool.inputSchema, name);
      }
    }));

  test("each tool carries out its example, and the result can be sent", () =>
    mounted(async ({ call }, names) => {
      for (const name of names) {
        const result = await call(name, example(options, name));
        assert.deepEqual(JSON.parse(JSON.stringify(result)), result, name);
        assert.equal(result.success || result.error?.kind === "not-found", true, `${name}: ${result.error?.message}`);
      }
    }));

  test("a tool that calls itself read-only, and every preview, leaves the folder as it was", () =>
    mounted(async ({ folder, call, preview, coordinator }, names) => {
      const before = snapshot(folder);
      for (const name of names) {
        if (coordinator.get("tools", name)?.annotations?.readOnlyHint) await call(name, example(options, name));
        await preview(name, example(options, name));
      }
      assert.deepEqual(snapshot(folder), before);
    }));

  test("input that does not fit is a failed result that names the key", () =>
    mounted(async ({ call }, names) => {
      for (const name of names) {
        requireInvalid(await call(name, { ...example(options, name), no_such_key: 1 }), /no_such_key/);
        for (const key of Object.keys(example(options, name))) {
          requireInvalid(await call(name, { ...example(options, name), [key]: { not: "it" } }), new RegExp(key));
        }
      }
    }));

  test("a call that was cancelled before it began ends with a result", () =>
    mounted(async ({ call }, names) => {
      for (const name of names) {
        const result = await call(name, example(options, name), { signal: AbortSignal.abort() });
        if (!result.success) assert.match(result.error?.kind ?? "", /^(cancelled|not-found)$/, name);
      }
    }));

  test("unmounting takes the tools away", async () => {
    const fixture = await toolFixture(module);
    await fixture.close();
    assert.equal(fixture.coordinator.all("tools").size, 0);
  });

  test("no config is a config, and an unknown key is none", () => {
    assert.equal(module.configSchema.safeParse({}).success, true);
    assert.equal(module.configSchema.safeParse({ no_such_key: 1 }).success, false);
    requireDescribed(toJsonSchema(module.configSchema), "config");
  });

  test("the README has its five parts and tells of every config key", () => {
    const file = fileURLToPath(new URL(`../../modules/${module.name}/README.md`, import.meta.url));
    const text = readFileSync(file, "utf8");
    assert.deepEqual(
      [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
      README_SECTIONS,
    );
    const keys = Object.keys((toJsonSchema(module.configSchema).properties ?? {}) as JsonObject);
    assert.deepEqual([...text.matchAll(/^\| `(\w+)`/gm)].map(([, key]) => key).sort(), keys.sort());
  });

  test.run();
}

function example({ examples }: ToolContractOptions, name: string): JsonObject {
  const input = examples[name];
  assert.ok(input, `no example for ${name}`);
  return input;
}

function requireDescribed(schema: JsonObject, name: string): void {
  assert.equal(schema.type, "object", name);
  assert.equal(schema.additionalProperties, false, `${name} takes any key`);
  for (const [key, property] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
    assert.equal(typeof property.description, "string", `${name}.${key} is not described`);
  }
}

function requireInvalid(result: ToolResult, message: RegExp): void {
  assert.equal(result.error?.kind, "invalid-input");
  assert.match(result.error?.message ?? "", message);
}

function snapshot(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const isFile = (path: string): boolean => statSync(join(folder, path)).isFile();
  return Object.fromEntries(
    paths.map((path) => [path, isFile(path) ? readFileSync(join(folder, path), "base64") : "folder"]),
  );
}
