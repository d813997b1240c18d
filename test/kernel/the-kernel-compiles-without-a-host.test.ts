import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { ROOT } from "./kernel-files.ts";

const test = suite("host types");

function compile(project: string): { readonly status: number | null; readonly output: string } {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, "-p", project], { cwd: ROOT, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

test("AbortSignal and AbortController are all that it takes from the host", () => {
  assert.equal(compile("tsconfig.kernel.json"), { status: 0, output: "" });
});

test("any other host type is an error", () => {
  const dir = mkdtempSync(join(tmpdir(), "kernel-host-"));
  try {
    symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"));
    writeFileSync(join(dir, "host.ts"), "export const pid = process.pid;\nsetTimeout(() => console.log(pid), 1);\n");
    const config = { extends: join(ROOT, "tsconfig.kernel.json"), include: ["host.ts"] };
    writeFileSync(join(dir, "tsconfig.json"), JSON.stringify(config));
    const { status, output } = compile(join(dir, "tsconfig.json"));
    assert.is.not(status, 0);
    for (const name of ["process", "setTimeout", "console"]) assert.match(output, `'${name}'`);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.run();
