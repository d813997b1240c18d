import * as assert from "uvu/assert";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("order of hooks");

const ROWS: readonly [
  what: string,
  hooks: readonly [name: string, priority?: number, failClosed?: boolean][],
  order: string,
][] = [
  ["lower priority first", [["a", 5], ["b", -1], ["c"]], "b c a"],
  ["equal ones as they were registered", [["a"], ["b", 0], ["c"]], "a b c"],
  ["gates after all others", [["gate", -100, true], ["late", 100], ["first"]], "first late gate"],
  [
    "gates by priority among themselves",
    [
      ["g2", 2, true],
      ["g1", 1, true],
      ["h", 9],
    ],
    "h g1 g2",
  ],
];

for (const [what, hooks, order] of ROWS) {
  test(what, async () => {
    const { coordinator } = coordinatorFixture();
    const log: string[] = [];
    for (const [name, priority = 0, failClosed = false] of hooks) {
      coordinator.hooks.register("x:y", () => void log.push(name), { name, priority, failClosed });
    }
    await coordinator.hooks.emit("x:y", {});
    assert.is(log.join(" "), order);
  });
}

test("handlers run one after another", async () => {
  const { coordinator } = coordinatorFixture();
  const log: string[] = [];
  const slow = async () => {
    log.push("slow begins");
    await new Promise((resolve) => setImmediate(resolve));
    log.push("slow ends");
    return undefined;
  };
  coordinator.hooks.register("x:y", slow, { name: "slow" });
  coordinator.hooks.register("x:y", () => void log.push("next"), { name: "next" });
  await coordinator.hooks.emit("x:y", {});
  assert.equal(log, ["slow begins", "slow ends", "next"]);
});

test("a registration is for its pattern, and is taken back by its undo", async () => {
  const { coordinator } = coordinatorFixture();
  const log: string[] = [];
  const undo = coordinator.hooks.register("x:*", (event) => void log.push(event), { name: "x" });
  await coordinator.hooks.emit("x:a", {});
  await coordinator.hooks.emit("y:a", {});
  undo();
  undo();
  await coordinator.hooks.emit("x:b", {});
  assert.equal(log, ["x:a"]);
});

test.run();
