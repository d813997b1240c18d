import { chmodSync, existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { module } from "../../../modules/hooks-status-context/index.ts";
import { suite } from "../../support/suite.ts";
import { withHook } from "../hook-fixture.ts";
import { GIT, git, PATIENT } from "./status-fixture.ts";

const test = suite("an untrusted repository");

test.needing(GIT, "hooks, monitors, filters, pagers and signature programs stay where they are", async () => {
  await withHook(module, PATIENT, async ({ injected, workingDir, stateDir }) => {
    const marker = join(stateDir, "it-ran");
    const program = join(stateDir, "program");
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> ${marker}\ncat\n`);
    chmodSync(program, 0o755);
    git(workingDir, "init", "-q", "-b", "main");
    writeFileSync(join(workingDir, ".gitattributes"), "*.txt filter=evil diff=evil\n");
    writeFileSync(join(workingDir, "a.txt"), "one");
    git(workingDir, "add", ".");
    git(workingDir, "commit", "-q", "-m", "Begin");
    const hooks = join(workingDir, "evil-hooks");
    mkdirSync(hooks);
    for (const name of ["post-index-change", "fsmonitor-watchman", "reference-transaction"]) {
      writeFileSync(join(hooks, name), `#!/bin/sh\necho hook >> ${marker}\n`);
      chmodSync(join(hooks, name), 0o755);
    }
    for (const [key, value] of [
      ["core.fsmonitor", program],
      ["core.hooksPath", hooks],
      ["core.pager", program],
      ["pager.log", program],
      ["pager.status", program],
      ["filter.evil.clean", program],
      ["filter.evil.process", program],
      ["filter.evil.required", "true"],
      ["diff.evil.textconv", program],
      ["diff.external", program],
      ["log.showSignature", "true"],
      ["gpg.program", program],
      ["core.sshCommand", program],
    ] as const) {
      git(workingDir, "config", key, value);
    }
    // The same size, another time: git has to look into the file to tell.
    writeFileSync(join(workingDir, "a.txt"), "two");
    utimesSync(join(workingDir, "a.txt"), 1, 1);
    const text = (await injected())[0]?.text ?? "";
    assert.match(text, " M a.txt");
    assert.match(text, "Begin");
    assert.is(existsSync(marker), false);
    assert.throws(() => git(workingDir, "-c", "core.hooksPath=/dev/null", "status"));
    assert.is(existsSync(marker), true, "the trap is a trap");
  });
});

test.needing(GIT, "a turn that is cancelled does not wait for git", async () => {
  await withHook(module, PATIENT, async ({ injected, coordinator, workingDir }) => {
    git(workingDir, "init", "-q", "-b", "main");
    coordinator.cancellation.request("immediate");
    assert.match((await injected())[0]?.text ?? "", "Git repository: no");
  });
});

test.run();
