import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as assert from "uvu/assert";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";

const test = suite("ampd module");

const KERNEL = pathToFileURL(join(builtProgram("ampd"), "../kernel.js")).href;
const ZOD = import.meta.resolve("zod");
const GREET_SH = fileURLToPath(new URL("../../../clients/shell-module/greet.sh", import.meta.url));

type Run = (...args: string[]) => { code: number | null; out: string; err: string };

function inProject(body: (run: Run, project: string) => void): void {
  const home = isolatedHome();
  const project = join(home.directory, "project");
  mkdirSync(project);
  const run: Run = (...args) => {
    const options = { cwd: project, env: home.env, encoding: "utf8" as const, timeout: 120_000 };
    const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram("ampd"), "module", ...args], options);
    return { code: status, out: stdout, err: stderr };
  };
  try {
    body(run, project);
  } finally {
    home.remove();
  }
}

/** @param answer what the tool's execute does */
function writeModule(folder: string, answer: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "greeter", type: "module", exports: "./main.js" }),
  );
  writeFileSync(
    join(folder, "main.js"),
    `import { defineModule, failure, success } from ${JSON.stringify(KERNEL)};
import { z } from ${JSON.stringify(ZOD)};
const inputSchema = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
const annotations = { readOnlyHint: true };
async function execute({ name }) { ${answer} }
export const module = defineModule({
  name: "greeter", kind: "tool", description: "Greets.", configSchema: z.strictObject({ word: z.string().default("Hello") }),
  mount: async (coordinator) =>
    coordinator.mount("tools", { name: "greet", description: "Greets.", inputSchema, annotations, execute }, { name: "greet" }),
});
`,
  );
}

const SOUND =
  'return typeof name === "string" ? success("Hello " + name) : failure("invalid-input", "name: it must be a text");';

test("a folder, a package and a process pass", () => {
  inProject((run, project) => {
    writeModule(join(project, "node_modules", "greeter"), SOUND);
    writeModule(join(project, "mine"), SOUND);
    for (const what of ["./mine", "mine/main.js", "greeter", `exec:sh ${GREET_SH}`]) {
      const { code, out } = run("validate", what);
      const isGreet = what.startsWith("exec:");
      assert.is(code, 0, out);
      assert.match(
        out,
        isGreet ? /\d+ ok, 0 failed/ : /^ok {3}definition\n(?:(?:ok {3}|skip ).*\n)+.*\(tool, .*\d+ ok, 0 failed/,
      );
    }
  });
});

test("a module that breaks its contract fails with the place and the advice", () => {
  inProject((run, project) => {
    writeModule(join(project, "mine"), "return success(name.toUpperCase());");
    const { code, out } = run("validate", "./mine");
    assert.is(code, 1);
    assert.match(out, /^FAIL wrong-input-is-a-failure: greet with the input \{\}: it threw .*answer failure\(/m);
    const config = run("validate", "./mine", "--config", '{"wrd":"Hi"}');
    assert.match(config.out, /^FAIL config-fits: .*wrd: unknown key; did you mean word\?/m);
    assert.match(config.out, /^skip mount: config-fits failed/m);
    assert.match(run("validate", "./missing").out, /^FAIL load: /);
    assert.match(run("validate", "./mine", "--config", "[]").err, /--config: .*give a JSON object/);
  });
});

test("the list has every module with kind, origin and config, and one can be shown", () => {
  inProject((run) => {
    assert.match(run("list").out, /^tool-bash +tool +built-in +timeout: number = 30, /m);
    const rows = JSON.parse(run("list", "--json").out) as { id: string; origin: string }[];
    assert.ok(rows.length > 20 && rows.every(({ origin }) => origin === "built-in"));
    assert.match(
      run("show", "context-simple").out,
      /^kind: context\norigin: built-in, context-simple\n {2}max_tokens \(integer/m,
    );
    assert.match(run("show", "tool-bsh").err, /did you mean tool-bash\?/);
  });
});

test.run();
