/** What the tests of tool-search share: a folder of files, and both engines to search it with. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { findProgram } from "../../../modules/lib/child-process/index.ts";
import { module } from "../../../modules/tool-search/index.ts";
import type { TestSuite } from "../../support/suite.ts";
import { type ToolFixture, withTools } from "../tool-fixture.ts";

export type Files = Readonly<Record<string, string | Buffer>>;

export async function withFiles(
  files: Files,
  config: JsonObject,
  run: (fixture: ToolFixture) => Promise<void>,
): Promise<void> {
  await withTools(module, config, async (fixture) => {
    writeFiles(fixture.folder, files);
    await run(fixture);
  });
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The same test with ripgrep, where there is one, and without. */
export function withBothEngines(test: TestSuite, title: string, body: () => Promise<void>): void {
  test.needing({ name: "rg", isMet: findProgram("rg") !== undefined }, `${title}, with ripgrep`, body);
  test(`${title}, without ripgrep`, async () => {
    const { PATH } = process.env;
    process.env.PATH = "";
    try {
      await body();
    } finally {
      if (PATH === undefined) delete process.env.PATH;
      else process.env.PATH = PATH;
    }
  });
}
