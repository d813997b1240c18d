import * as assert from "uvu/assert";
import { CancellationToken } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("who is cancelled");

const token = () => new CancellationToken(() => {});

test("children, and theirs, get the level, until they are let go", () => {
  const [parent, child, grandchild] = [token(), token(), token()];
  child.adopt(grandchild);
  const release = parent.adopt(child);
  parent.request("graceful");
  assert.equal([child.level, grandchild.level], ["graceful", "graceful"]);
  release();
  parent.request("immediate");
  assert.equal([child.level, grandchild.level], ["graceful", "graceful"]);
});

test("a child that comes late is cancelled at once, and is ended later too", () => {
  const [parent, child] = [token(), token()];
  parent.request("graceful");
  parent.adopt(child);
  assert.is(child.level, "graceful");
  parent.request("immediate");
  assert.is(child.level, "immediate");
});

test("a child that is cancelled does not cancel its parent", () => {
  const [parent, child] = [token(), token()];
  parent.adopt(child);
  child.request("immediate");
  assert.is(parent.level, "none");
});

test("graceful withdraws what a running tool waits for; immediate kills it", () => {
  const session = token();
  const tool = session.track("c1", "t");
  assert.equal(session.runningTools, [{ toolCallId: "c1", name: "t" }]);
  session.request("graceful");
  assert.equal([tool.stopping.aborted, tool.killing.aborted], [true, false]);
  session.request("immediate");
  assert.is(tool.killing.aborted, true);
  tool.done();
  assert.equal(session.runningTools, []);
});

test("one tool can be ended alone, by its id, and only while it runs", () => {
  const session = token();
  const [first, second] = [session.track("c1", "t"), session.track("c2", "t")];
  assert.is(session.cancelTool("c1"), true);
  assert.equal([first.killing.aborted, first.stopping.aborted, second.killing.aborted], [true, true, false]);
  assert.is(session.isRequested, false);
  second.done();
  assert.equal([session.cancelTool("c2"), session.cancelTool("c9")], [false, false]);
});

test("two calls with one id are two calls", () => {
  const session = token();
  const [first, second] = [session.track("c1", "a"), session.track("c1", "b")];
  first.done();
  assert.equal(session.runningTools, [{ toolCallId: "c1", name: "b" }]);
  session.request("immediate");
  assert.is(second.killing.aborted, true);
});

test("a listener hears each rise, until it is let go; one that throws is reported and stops nobody", () => {
  const reports: string[] = [];
  const session = new CancellationToken((line) => void reports.push(line));
  const heard: string[] = [];
  const child = token();
  session.onRequest(() => {
    throw new Error("boom");
  });
  const undo = session.onRequest((level) => void heard.push(level));
  session.adopt(child);
  session.request("graceful");
  undo();
  session.request("immediate");
  assert.equal(heard, ["graceful"]);
  assert.is(child.level, "immediate");
  assert.equal(reports, Array(2).fill("a cancellation listener failed: boom"));
});

test.run();
