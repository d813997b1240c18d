import * as assert from "uvu/assert";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";

const test = suite("capabilities");

test("by name, in this session only; the last one registered holds", () => {
  const { coordinator } = coordinatorFixture();
  coordinator.registerCapability("session.working_dir", "/a");
  coordinator.registerCapability("session.working_dir", "/b");
  assert.is(coordinator.getCapability<string>("session.working_dir"), "/b");
  assert.is(coordinatorFixture().coordinator.getCapability("session.working_dir"), undefined);
});

test("an undo takes back its own value and no later one", () => {
  const { coordinator } = coordinatorFixture();
  const undoFirst = coordinator.registerCapability("x", 1);
  const undoSecond = coordinator.registerCapability("x", 2);
  undoFirst();
  assert.is(coordinator.getCapability("x"), 2);
  undoSecond();
  assert.is(coordinator.getCapability("x"), undefined);
});

test.run();
