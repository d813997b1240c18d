import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { resolveSecrets } from "../../../server/plan/secrets.ts";
import { EMPTY_PLAN } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";

const test = suite("secrets by reference");

async function resolved(secret: unknown): Promise<{ value: unknown; problem: string | undefined }> {
  let answer: { value: unknown; problem: string | undefined } = { value: undefined, problem: undefined };
  await inTemporaryDirectory(async (cwd) => {
    await writeFile(join(cwd, "key"), "from-file\n");
    await writeFile(join(cwd, "empty"), "\n");
    const config = { deep: [{ key: { secret } }] };
    const plan = { ...EMPTY_PLAN, tools: [{ module: "t", config }] };
    const environment = { PATH: process.env.PATH, KEY: "from-env" };
    const { plan: ready, problems } = await resolveSecrets(plan, { environment, cwd });
    const [entry] = ready.tools;
    assert.ok(entry);
    const { deep } = entry.config as { deep: { key: unknown }[] };
    if (problems.length > 0) assert.is(problems[0]?.path, "tools[0].config.deep[0].key");
    answer = { value: deep[0]?.key, problem: problems[0]?.message };
  });
  return answer;
}

const VALUES: readonly (readonly [secret: unknown, value: string])[] = [
  [{ env: "KEY" }, "from-env"],
  [{ file: "key" }, "from-file"],
  [{ file: "./key" }, "from-file"],
  [{ command: ["cat", "key"] }, "from-file"],
  [{ command: ["echo", "$KEY; echo x"] }, "$KEY; echo x"],
  [{ shell: "echo $KEY | cat" }, "from-env"],
];

for (const [secret, value] of VALUES) {
  test(`${JSON.stringify(secret)} is ${value}`, async () => {
    assert.equal(await resolved(secret), { value, problem: undefined });
  });
}

const PROBLEMS: readonly (readonly [secret: unknown, message: RegExp])[] = [
  [{ env: "NONE" }, /the environment variable NONE is not set/],
  [{ file: "none" }, /none cannot be read \(ENOENT\)/],
  [{ file: "empty" }, /gives nothing/],
  [{ file: "." }, /is not a file/],
  [{ command: "cat key" }, /must be a list.*write secret\.shell/],
  [{ command: ["no-such-program-here"] }, /cannot be started \(ENOENT\)/],
  [{ shell: "echo planted; echo planted >&2; exit 3" }, /ended with 3$/],
  [{ shell: "head -c 100000 /dev/zero" }, /too much for a secret|cannot be read/],
  [{ keychain: "x" }, /read from one of env, file, command, shell/],
  [{ env: "KEY", file: "key" }, /read from one of/],
];

for (const [secret, message] of PROBLEMS) {
  test(`${JSON.stringify(secret)} is a problem, without a value in it`, async () => {
    const { value, problem } = await resolved(secret);
    assert.match(problem ?? "", message);
    assert.not.match(problem ?? "", /planted/);
    assert.is(value, "");
  });
}

test.run();
