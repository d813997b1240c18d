import * as assert from "uvu/assert";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { memoryContext, stubProvider, toolOf } from "./session-fixture.ts";

const test = suite("mount points");

const tool = (name: string) => toolOf(name, async () => ({ success: true, output: null }));

test("tools and providers are mounted by name, the others once", () => {
  const { coordinator } = coordinatorFixture();
  const [a, b, context] = [tool("a"), tool("b"), memoryContext()];
  coordinator.mount("tools", a, { name: "a" });
  coordinator.mount("tools", b, { name: "b" });
  coordinator.mount("context", context);
  assert.is(coordinator.get("tools", "a"), a);
  assert.is(coordinator.get("context"), context);
  assert.is(coordinator.get("tools", "c"), undefined);
  assert.is(coordinator.get("orchestrator"), undefined);
  assert.equal([...coordinator.all("tools").keys()], ["a", "b"]);
  assert.equal([...coordinator.all("providers").keys()], []);
});

const TAKEN: readonly [
  what: string,
  mount: (coordinator: ReturnType<typeof coordinatorFixture>["coordinator"]) => void,
  message: RegExp,
][] = [
  [
    "a tool's name",
    (coordinator) => coordinator.mount("tools", tool("a"), { name: "a" }),
    /claim the mount point tools a\./,
  ],
  [
    "a provider's name",
    (coordinator) => coordinator.mount("providers", stubProvider("p"), { name: "p" }),
    /providers p\./,
  ],
  ["the context", (coordinator) => coordinator.mount("context", memoryContext()), /claim the mount point context\./],
];

for (const [what, mount, message] of TAKEN) {
  test(`${what} cannot be claimed twice`, () => {
    const { coordinator } = coordinatorFixture();
    mount(coordinator);
    assert.throws(
      () => mount(coordinator),
      (error: Error & { code?: string }) => {
        return error.code === "mount-point-taken" && message.test(error.message);
      },
    );
  });
}

test("unmount frees the place, and tells whether anything was there", () => {
  const { coordinator } = coordinatorFixture();
  coordinator.mount("tools", tool("a"), { name: "a" });
  assert.equal([coordinator.unmount("tools", "a"), coordinator.unmount("tools", "a")], [true, false]);
  assert.is(coordinator.unmount("context"), false);
  coordinator.mount("tools", tool("a"), { name: "a" });
});

test("an undo takes back its own mount and no later one", () => {
  const { coordinator } = coordinatorFixture();
  const undo = coordinator.mount("tools", tool("a"), { name: "a" });
  undo();
  const second = tool("a");
  coordinator.mount("tools", second, { name: "a" });
  undo();
  assert.is(coordinator.get("tools", "a"), second);
});

test("what all answers is a copy", () => {
  const { coordinator } = coordinatorFixture();
  const before = coordinator.all("tools");
  coordinator.mount("tools", tool("a"), { name: "a" });
  assert.is(before.size, 0);
});

test.run();
