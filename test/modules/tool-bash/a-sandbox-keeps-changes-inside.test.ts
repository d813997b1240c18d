import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isInside } from "../../../modules/lib/paths/index.ts";
import { whyNoSandbox } from "../../../modules/tool-bash/sandbox.ts";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { abortOn, type BashOutput, bashOutput, type JobOutput, until, withBash } from "./bash-fixture.ts";

const test = suite("a sandbox keeps changes inside");
const bubblewrap = { name: "bubblewrap", isMet: (await whyNoSandbox(true)) === undefined };
const isolated = { name: "bubblewrap without network", isMet: (await whyNoSandbox(false)) === undefined };
const SANDBOX = { sandbox: "auto", sandbox_write_paths: [] };

/** A folder that is not among the temporary ones, which a sandbox may write to; nothing where there can be none. */
function makeOutside(): string | undefined {
  const temporary = ["/tmp", "/var/tmp", realpathSync(tmpdir())];
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  for (const parent of [root, homedir(), "/var/lib"]) {
    if (temporary.some((folder) => isInside(parent, folder))) continue;
    try {
      return mkdtempSync(join(parent, ".ampd-outside-"));
    } catch {
      // Not writable, or not there: the next one may be.
    }
  }
  return undefined;
}

async function withOutside(run: (outside: string) => Promise<void>): Promise<void> {
  const outside = makeOutside();
  assert.ok(outside);
  try {
    await run(outside);
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
}

function canMakeOutside(): boolean {
  const outside = makeOutside();
  if (outside !== undefined) rmSync(outside, { recursive: true, force: true });
  return outside !== undefined;
}

const room = {
  name: `${bubblewrap.name} and a folder outside /tmp to write to`,
  isMet: bubblewrap.isMet && canMakeOutside(),
};

test.needing(room, "the working directory and /tmp can be written to, other folders cannot", () =>
  withOutside(async (outside) => {
    await withBash(SANDBOX, async ({ call, folder }) => {
      outputOf(await call("bash", { command: 'echo in > mine; f=$(mktemp); rm "$f"' }));
      assert.equal(readFileSync(join(folder, "mine"), "utf8"), "in\n");
      const output = bashOutput(await call("bash", { command: `echo out > '${outside}/x'`, timeout: 50 }));
      assert.notEqual(output.returncode, 0);
      assert.match(output.note ?? "", /^It ran in a sandbox that may write to the working directory/);
      assert.equal(existsSync(join(outside, "x")), false);
    });
  }),
);

test.needing(room, "the config names more folders; one that is not there does no harm", () =>
  withOutside(async (outside) => {
    await withBash({ ...SANDBOX, sandbox_write_paths: [outside, "/no/such/folder"] }, async ({ call }) => {
      outputOf(await call("bash", { command: `echo out > '${outside}/x'` }));
      assert.equal(readFileSync(join(outside, "x"), "utf8"), "out\n");
    });
  }),
);

test.needing(bubblewrap, "a command sees its own processes and has no power over mounts, root or not", () =>
  withBash(SANDBOX, async ({ call }) => {
    const line = `kill -0 ${process.pid} 2>/dev/null || echo alone; grep CapEff /proc/self/status`;
    const { stdout } = outputOf<BashOutput>(await call("bash", { command: line }));
    const [, capabilities] = /^alone\nCapEff:\t([0-9a-f]+)\n$/.exec(stdout) ?? [];
    assert.ok(capabilities, stdout);
    const SYS_ADMIN = 21n;
    assert.equal((BigInt(`0x${capabilities}`) >> SYS_ADMIN) & 1n, 0n);
  }),
);

test.needing(bubblewrap, "the network is there with auto", () =>
  withBash(SANDBOX, async ({ call }) => {
    const { stdout } = outputOf<BashOutput>(await call("bash", { command: "readlink /proc/self/ns/net" }));
    const outside = await withoutSandbox("readlink /proc/self/ns/net");
    assert.equal(stdout, outside);
  }),
);

test.needing(isolated, "and is not with required, unless the config says so", async () => {
  const outside = await withoutSandbox("readlink /proc/self/ns/net");
  for (const [config, isShared] of [
    [{}, false],
    [{ sandbox_network: true }, true],
  ] as const) {
    await withBash({ ...SANDBOX, sandbox: "required", ...config }, async ({ call }) => {
      const { stdout } = outputOf<BashOutput>(await call("bash", { command: "readlink /proc/self/ns/net" }));
      assert.equal(stdout === outside, isShared);
    });
  }
});

async function withoutSandbox(command: string): Promise<string> {
  let stdout = "";
  await withBash({}, async ({ call }) => {
    ({ stdout } = outputOf<BashOutput>(await call("bash", { command })));
  });
  return stdout;
}

test.needing(bubblewrap, "an ordinary command has nothing noted on it, and its exit code is its own", () =>
  withBash(SANDBOX, async ({ call }) => {
    for (const code of [0, 5]) {
      const output = bashOutput(await call("bash", { command: `echo a | cat; exit ${code}` }));
      assert.deepEqual(output, { stdout: "a\n", stderr: "", returncode: code, truncated: false });
    }
  }),
);

test.needing(bubblewrap, "TERM comes first there too", () =>
  withBash(SANDBOX, async ({ call }) => {
    const line = "trap 'echo tidied; exit' TERM; echo ready; while true; do sleep 0.1; done";
    await until(async () => {
      const { stdout } = bashOutput(await call("bash", { command: line }, abortOn("ready")));
      return stdout === "ready\ntidied\n" ? true : undefined;
    });
  }),
);

test.needing(bubblewrap, "what a command leaves behind is ended, even what has left the group", () => {
  const mark = `mark-${randomUUID()}`;
  return withBash({ ...SANDBOX, env: { AMPD_TEST_MARK: mark } }, async ({ call }) => {
    const line = "trap '' TERM; setsid sleep 600 & sleep 600 & echo done";
    const { note } = outputOf<BashOutput>(await call("bash", { command: line }));
    assert.match(note ?? "", /left behind were ended/);
    await until(async () => hasNone(mark));
  });
});

test.needing(bubblewrap, "a background command is ended with all of its sandbox", () => {
  const mark = `mark-${randomUUID()}`;
  return withBash({ ...SANDBOX, env: { AMPD_TEST_MARK: mark } }, async ({ call }) => {
    const line = "trap '' TERM; setsid sleep 600 & sleep 600";
    const { job_id } = outputOf<JobOutput>(await call("bash", { command: line, run_in_background: true }));
    await until(async () => (hasNone(mark) ? undefined : true));
    assert.equal(outputOf<JobOutput>(await call("bash_kill", { job_id })).status, "ended");
    await until(async () => hasNone(mark));
  });
});

/** True once no process has the mark in its environment. */
function hasNone(mark: string): true | undefined {
  const isMarked = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
    } catch {
      return false;
    }
  };
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some(isMarked)
    ? undefined
    : true;
}

test.run();
