import { equal } from "uvu/assert";
import { EventQueue } from "../../../clients/node/event-queue.ts";
import { suite } from "../../support/suite.ts";

const test = suite("event queue");

test("each of several who wait gets an item in its turn, and all hear of the end", async () => {
  const queue = new EventQueue<number>(() => {});
  const waiting = [queue.next(), queue.next(), queue.next(), queue.next()];
  queue.push(1);
  queue.push(2);
  queue.end();
  const done = { value: undefined, done: true };
  equal(await Promise.all(waiting), [{ value: 1, done: false }, { value: 2, done: false }, done, done]);
});

test.run();
