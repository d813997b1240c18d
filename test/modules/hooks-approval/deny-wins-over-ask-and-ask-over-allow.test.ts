import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("rules");

type Effect = "allow" | "ask" | "deny";
const rule = (command: string, effect: Effect): JsonObject => ({ command, effect });

const ROWS: readonly [rules: JsonObject[], command: string, fate: "ran" | "asked" | "denied"][] = [
  [[], "ls", "asked"],
  [[rule("ls*", "allow")], "ls -l", "ran"],
  [[rule("ls", "allow")], "ls -l", "asked"],
  [[rule("npm run *", "allow")], "npm run test -- --watch", "ran"],
  [[rule("npm run *", "allow")], "npm install", "asked"],
  [[rule("npm run test*", "allow")], "npm run test:unit -- x", "ran"],
  [[rule("*", "allow")], "anything at all", "ran"],
  [[rule("*", "allow")], "$x", "asked"],
  [[rule("echo 'a b'", "allow")], 'echo "a b"', "ran"],
  [[rule("echo 'a b'", "allow")], "echo a b", "asked"],
  [[rule("echo '*'", "allow")], "echo x", "asked"],
  [[rule("git*", "allow"), rule("git push", "deny")], "git push origin", "denied"],
  [[rule("git push", "deny"), rule("git*", "allow")], "git -C x push --force", "denied"],
  [[rule("git*", "allow"), rule("git push", "deny")], "git status", "ran"],
  [[rule("git*", "allow"), rule("git push", "ask")], "git push", "asked"],
  [[rule("rm*", "deny"), rule("*", "allow")], "ls; /bin/RM -rf x", "denied"],
  [[rule("rm*", "deny"), rule("*", "allow")], "ls | xargs sudo rm", "denied"],
  [[rule("rm*", "deny"), rule("*", "allow")], "bash -c 'eval \"rm x\"'", "denied"],
  [[rule("rm*", "deny"), rule("*", "allow")], "find . -exec r\\m {} +", "denied"],
  [[rule("rm*", "deny"), rule("*", "allow")], "echo 'unterminated; r''m x", "denied"],
  [[rule("rm*", "deny"), rule("*", "allow")], "echo farm rm", "ran"],
  [[rule("kubectl delete", "deny"), rule("*", "allow")], 'kubectl "$verb" pod', "asked"],
  [[rule("kubectl delete", "deny"), rule("*", "allow")], "kubectl get pod", "ran"],
  // What is certain counts, wherever its rule stands.
  [[{ path: "secret/**", effect: "deny" }, rule("rm*", "deny")], "rm $x", "denied"],
  [[rule("ls $x*", "ask"), rule("rm*", "ask"), rule("*", "allow")], "rm $x", "asked"],
  [[{ tool: "bash", effect: "deny" }, rule("ls", "allow")], "ls", "denied"],
  [[{ tool: "b*", effect: "allow" }], "anything > f", "ran"],
  [[{ pattern: "ls*", action: "auto_approve" }], "ls -l", "ran"],
  [[{ pattern: "ls*", action: "auto_approve" }], "ls; rm x", "asked"],
  [[{ pattern: "rm*", action: "auto_deny" }], "rm x", "denied"],
  // What is read only in part may hold the forbidden command.
  [[rule("rm*", "deny"), rule("*", "allow")], "sudo --odd rm x", "denied"],
  [[rule("rm*", "deny"), rule("*", "allow")], "sudo --odd ls x", "asked"],
  // A rule with a path as well speaks of no command alone, and of no file that another command writes.
  [[{ command: "touch *", path: "out/**", effect: "allow" }], "touch x", "asked"],
  [[{ command: "echo *", path: "out/**", effect: "allow" }, rule("cat*", "allow")], "cat a > out/x", "asked"],
  [[{ path: "out/**", effect: "allow" }, rule("cat*", "allow")], "cat a > out/x", "ran"],
  // What a line that has left the folder writes, or what a variable names, nobody can tell.
  [
    [{ path: "out/**", effect: "allow" }, rule("cat*", "allow"), rule("cd*", "allow")],
    "cd b && cat a > out/x",
    "asked",
  ],
  [[{ path: "**", effect: "allow" }, rule("cat*", "allow")], 'cat a > "$x"', "asked"],
  // Paths in assignments, and in what cannot be read whole.
  [[{ path: "secret/**", effect: "deny" }, rule("*", "allow")], "LANG=secret/x ls", "denied"],
  [[{ path: "secret/**", effect: "deny" }, rule("*", "allow")], "tar --file=secret/x", "denied"],
  [[{ path: "secret/**", effect: "deny" }, rule("*", "allow")], 'ls "$where"', "asked"],
  [
    [
      { path: "secret/**", effect: "deny" },
      { tool: "bash", effect: "allow" },
    ],
    "sudo --odd ls",
    "asked",
  ],
  [
    [
      { path: "secret/**", effect: "deny" },
      { tool: "bash", effect: "allow" },
    ],
    "ls 'secret",
    "asked",
  ],
  [
    [
      { path: "secret/**", effect: "deny" },
      { tool: "bash", effect: "allow" },
    ],
    "ls",
    "ran",
  ],
];

for (const [rules, command, fate] of ROWS) {
  test(`${JSON.stringify(rules)}: ${command} is ${fate}`, async () => {
    const fixture = await approvalFixture({ config: { rules } });
    try {
      assert.is(await fixture.fate(command), fate);
      assert.is(fixture.dataOf("policy:violation").length, fate === "denied" ? 1 : 0);
    } finally {
      await fixture.close();
    }
  });
}

/** What cannot be read may be what is forbidden; that is a reason to ask, and none to allow more than the default does. */
const IN_DOUBT: readonly [defaultAction: string, rules: JsonObject[], command: string, fate: string][] = [
  ["allow", [], "x=rm; $x y", "ran"],
  ["allow", [rule("rm*", "deny")], "ls y", "ran"],
  ["allow", [rule("rm*", "deny")], "x=rm; $x y", "asked"],
  ["allow", [rule("rm*", "deny")], 'bash -c "$x"', "asked"],
  ["allow", [rule("rm*", "deny")], "sed 's/a/b/e' f", "asked"],
  ["allow", [rule("rm*", "ask")], "$x y", "asked"],
  ["allow", [rule("git push", "deny")], "git -c alias.x=push x", "denied"],
  ["deny", [rule("rm*", "deny")], "x=rm; $x y", "denied"],
  ["deny", [rule("rm*", "deny"), rule("ls*", "allow")], "ls y", "ran"],
  ["deny", [rule("ls*", "ask")], "ls y", "asked"],
  ["deny", [rule("rm*", "deny"), rule("ls*", "ask")], "ls y; $x", "asked"],
];
for (const [default_action, rules, command, fate] of IN_DOUBT) {
  test(`by default ${default_action}, ${JSON.stringify(rules)}: ${command} is ${fate}`, async () => {
    const fixture = await approvalFixture({ config: { default_action, rules } });
    try {
      assert.is(await fixture.fate(command), fate);
    } finally {
      await fixture.close();
    }
  });
}

/** A call of another tool, by name and input. */
const CALLS: readonly [rules: JsonObject[], tool: string, input: JsonObject, isAsked: boolean][] = [
  [[{ tool: "client_tool", path: "src/**", effect: "allow" }], "client_tool", { paths: ["src/a", "src/b"] }, false],
  [
    [{ tool: "client_tool", path: "src/**", effect: "allow" }],
    "client_tool",
    { paths: ["src/a", "/etc/passwd"] },
    true,
  ],
  [[{ tool: "client_tool", path: "src/**", effect: "allow" }], "client_tool", {}, true],
  [[{ path: "**", effect: "allow" }], "bash", { command: "make", cwd: "." }, true],
  [[{ tool: "bash", path: "**", effect: "allow" }], "bash", { command: "make", cwd: "." }, true],
  [
    [
      { path: "secret/**", effect: "deny" },
      { tool: "web_fetch", effect: "allow" },
    ],
    "web_fetch",
    { url: "x" },
    false,
  ],
  [[{ path: "secret/**", effect: "deny" }], "grep", { pattern: "x" }, true],
  [
    [
      { path: "src/**", effect: "ask" },
      { tool: "*", effect: "allow" },
    ],
    "client_tool",
    { paths: ["src/a"] },
    true,
  ],
];
for (const [rules, tool, input, isAsked] of CALLS) {
  test(`${JSON.stringify(rules)}: ${tool} ${JSON.stringify(input)} is ${isAsked ? "asked" : "not asked"}`, async () => {
    const fixture = await approvalFixture({ config: { rules } });
    try {
      await fixture.call(tool, input);
      assert.is(fixture.questions.length, isAsked ? 1 : 0);
    } finally {
      await fixture.close();
    }
  });
}

const DEFAULTS: readonly [action: string, command: string, fate: "ran" | "asked" | "denied"][] = [
  ["deny", "ls", "denied"],
  ["allow", "ls", "ran"],
  ["allow", "ls 'x", "asked"],
];
for (const [default_action, command, fate] of DEFAULTS) {
  test(`default_action ${default_action}: ${command} is ${fate}`, async () => {
    const fixture = await approvalFixture({ config: { default_action } });
    try {
      assert.is(await fixture.fate(command), fate);
    } finally {
      await fixture.close();
    }
  });
}

test.run();
