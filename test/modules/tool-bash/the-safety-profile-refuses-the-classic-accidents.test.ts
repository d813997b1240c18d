/** Lines are only read here, never run. */
import assert from "node:assert/strict";
import { SAFETY_PROFILES, type SafetyOptions, safetyRefusal } from "../../../modules/tool-bash/safety.ts";
import { readShellLine } from "../../../modules/tool-bash/shell-line.ts";
import { suite } from "../../support/suite.ts";

const test = suite("the safety profile refuses the classic accidents");
const STRICT: SafetyOptions = { profile: "strict", allowed: [], denied: [], home: "/home/me" };

async function ruleFor(line: string, options: Partial<SafetyOptions> = {}): Promise<string | undefined> {
  return safetyRefusal(await readShellLine(line), { ...STRICT, ...options })?.rule;
}

const REFUSED: readonly (readonly [line: string, rule: string])[] = [
  ["rm -rf /", "remove-root"],
  ["rm -fr /", "remove-root"],
  ["rm -r -f /", "remove-root"],
  ["rm --recursive --force --no-preserve-root /", "remove-root"],
  ["rm -rf /*", "remove-root"],
  ["rm -rf //", "remove-root"],
  ["rm -rf /etc", "remove-root"],
  ["rm -rf /usr/", "remove-root"],
  ["rm -rf -- /var", "remove-root"],
  ["rm -rf '/'", "remove-root"],
  ['rm -rf "/etc"', "remove-root"],
  ["rm -rf ./build /", "remove-root"],
  ["rm -rf /tmp/../etc", "remove-root"],
  ["/bin/rm -rf /home", "remove-root"],
  ["echo a\nrm -rf /", "remove-root"],
  ["true && rm -rf / || true", "remove-root"],
  ["(cd x; rm -rf /)", "remove-root"],
  ["if true; then rm -rf /; fi", "remove-root"],
  ['bash -c "rm -rf /"', "remove-root"],
  ["sh -c 'cd / && rm -rf /'", "remove-root"],
  ["eval 'rm -rf /'", "remove-root"],
  ["echo $(rm -rf /)", "remove-root"],
  ["env A=1 rm -rf /", "remove-root"],
  ["nohup rm -rf / &", "remove-root"],
  ["timeout 5 rm -rf /", "remove-root"],
  ["xargs rm -rf / < list", "remove-root"],
  ["find / -delete", "remove-root"],
  ["find /etc -type f -delete", "remove-root"],
  ["find / -exec rm -rf {} +", "remove-root"],
  ["rm -rf ~", "remove-home"],
  ["rm -rf ~/", "remove-home"],
  ["rm -rf ~/*", "remove-home"],
  ["rm -rf $HOME", "remove-home"],
  ['rm -rf "$HOME"', "remove-home"],
  ["rm -rf ${HOME}/", "remove-home"],
  ["rm -rf /home/me", "remove-home"],
  ["rm -rf /home/other", "remove-home"],
  ["find ~ -delete", "remove-home"],
  ["sudo ls", "gain-rights"],
  ["/usr/bin/sudo ls", "gain-rights"],
  ["su - root", "gain-rights"],
  ["doas ls", "gain-rights"],
  ["ls | sudo tee x", "gain-rights"],
  ["echo x > /dev/sda", "overwrite-device"],
  ["cat x >> /dev/nvme0n1", "overwrite-device"],
  ["echo x | tee /dev/sda", "overwrite-device"],
  ["dd if=x of=/dev/sdb", "overwrite-device"],
  ["dd if=/dev/zero of=x", "fill-disk"],
  ["dd if=/dev/urandom of=x bs=1M", "fill-disk"],
  ["mkfs.ext4 x", "make-file-system"],
  ["/sbin/mkfs x", "make-file-system"],
  ["passwd", "change-password"],
  ["chmod 777 /", "change-rights-of-root"],
  ["chmod -R 777 /etc", "change-rights-of-root"],
  ["chown -R me /", "change-rights-of-root"],
  ["chown --recursive me /usr", "change-rights-of-root"],
  [":(){ :|:& };:", "fork-bomb"],
  ["bomb() { bomb | bomb & }; bomb", "fork-bomb"],
];
for (const [line, rule] of REFUSED) {
  test(`refused: ${JSON.stringify(line)}`, async () => assert.equal(await ruleFor(line), rule));
}

const FINE = [
  "ls -la /",
  "rm -rf ./x",
  "rm -rf build",
  "rm -rf node_modules/.cache",
  "rm -rf /tmp/x",
  "rm -rf /tmp/etc",
  "rm -rf /home/me/project/build",
  "rm -rf ~/project/build",
  "rm -rf $TMPDIR/x",
  "rm -f /etc/nothing",
  "rm a.txt",
  "rmdir /tmp/x",
  "echo rm -rf /",
  "echo 'rm -rf /'",
  'git commit -m "rm -rf / is bad; sudo too"',
  "grep -rn 'rm -rf /' .",
  'grep "sudo" /etc/passwd',
  "cat <<'END'\nrm -rf /\nEND",
  "# rm -rf /\nls",
  "find . -name '*.tmp' -delete",
  "find ~ -name '*.pyc' -delete",
  "find . -type f -exec rm {} +",
  "find / -name passwd",
  "ls > /dev/null 2>&1",
  "echo x > /dev/stderr",
  "echo x > /tmp/dev/sda",
  "dd if=a of=b",
  "head -c 10 /dev/urandom | base64",
  "chmod 755 /tmp/x",
  "chmod -R u+w build",
  "chmod 777 build",
  "chown me file",
  "man sudo",
  "which su",
  "cat passwd",
  "npm run mkfs",
  "f() { f; }; g() { a | b & }",
  "make -j4 && make install PREFIX=/usr",
  "cd / && ls",
];
for (const line of FINE) {
  test(`fine: ${JSON.stringify(line)}`, async () => assert.equal(await ruleFor(line), undefined));
}

test("profiles differ in what they refuse", async () => {
  const rows: readonly (readonly [line: string, refusing: readonly string[]])[] = [
    ["rm -rf /", ["strict", "standard", "permissive"]],
    [":(){ :|:& };:", ["strict", "standard", "permissive"]],
    ["sudo ls", ["strict", "standard"]],
    ["rm -rf ~", ["strict", "standard"]],
  ];
  for (const [line, refusing] of rows) {
    const found: string[] = [];
    for (const profile of SAFETY_PROFILES) if ((await ruleFor(line, { profile })) !== undefined) found.push(profile);
    assert.deepEqual(found, refusing, line);
  }
});

const LISTS: readonly (readonly [line: string, options: Partial<SafetyOptions>, rule: string | undefined])[] = [
  ["sudo ls", { profile: "standard", allowed: ["sudo ls"] }, undefined],
  ["sudo ls", { profile: "standard", allowed: ["sudo *"] }, undefined],
  ["sudo ls", { profile: "strict", allowed: ["sudo ls"] }, "gain-rights"],
  ["sudo ls; sudo reboot", { profile: "standard", allowed: ["sudo ls"] }, "gain-rights"],
  ["sudo ls > /etc/x", { profile: "standard", allowed: ["sudo ls"] }, "gain-rights"],
  ["git push", { denied: ["git push"] }, "denied"],
  ["git push --force origin", { denied: ["git push"] }, "denied"],
  ["GIT  push", { denied: ["git push"] }, "denied"],
  ["true; git push > log", { denied: ["git *"] }, "denied"],
  ["cat ./secret > x", { denied: ["*secret*"] }, "denied"],
  ['bash -c "git push"', { denied: ["git push"] }, "denied"],
  ["git pull", { denied: ["git push"] }, undefined],
  ["echo git push", { denied: ["git push"] }, undefined],
  ["git push", { profile: "standard", allowed: ["git *"], denied: ["git push"] }, "denied"],
  ["git push", { profile: "permissive", denied: ["git push"] }, "denied"],
  ["git push", { profile: "unrestricted", denied: ["git push"] }, undefined],
];
for (const [line, options, rule] of LISTS) {
  test(`${JSON.stringify(options)}: ${JSON.stringify(line)}`, async () =>
    assert.equal(await ruleFor(line, options), rule));
}

test("a line that cannot be parsed is judged by what it looks like", async () => {
  for (const line of ["if true; then rm -rf /", "echo 'open; rm -rf /", "case x in (rm -rf / ;;"]) {
    assert.equal(await ruleFor(line), "remove-root", line);
  }
  assert.equal(await ruleFor("echo 'open"), undefined);
});

test("a long line is judged in time", async () => {
  assert.equal(await ruleFor("echo a; ".repeat(10_000)), undefined);
  assert.equal(await ruleFor(`${"(".repeat(20_000)} rm -rf /`), "remove-root");
});

test("the reason names the command", async () => {
  const refusal = safetyRefusal(await readShellLine("ls; sudo reboot"), STRICT);
  assert.match(refusal?.reason ?? "", /another user's rights: sudo reboot$/);
});

test.run();
