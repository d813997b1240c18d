import * as assert from "uvu/assert";
import { KERNEL_ERRORS, KernelError, messageOf } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("kernel errors");

test("code, message, cause, problems", () => {
  const cause = new Error("why");
  const problems = [{ path: "tools[2].config.x", message: "unknown key" }];
  const error = new KernelError("mount-plan-invalid", "bad", { cause, problems });
  assert.equal(
    [error.name, error.code, error.message, error.cause, error.problems],
    ["KernelError", "mount-plan-invalid", "bad", cause, problems],
  );
  assert.equal(new KernelError("session-busy", "no").problems, []);
  assert.is("cause" in new KernelError("session-busy", "no"), false);
});

test("each code says in a sentence what it stands for", () => {
  for (const [code, about] of Object.entries(KERNEL_ERRORS)) assert.match(about, /^[A-Z].*\.$/, code);
});

test("any thrown value has a message", () => {
  assert.equal([messageOf(new Error("a")), messageOf("b"), messageOf(undefined)], ["a", "b", "undefined"]);
});

test.run();
