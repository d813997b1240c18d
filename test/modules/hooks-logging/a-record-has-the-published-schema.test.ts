import { statSync } from "node:fs";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { loggingFixture } from "./logging-fixture.ts";

const test = suite("log records");

test("a record carries what readers look for, and the whole payload", async () => {
  const fixture = loggingFixture();
  try {
    const unmount = await fixture.mount();
    const { hooks } = fixture.coordinator;
    await hooks.emit("execution:end", { response: "hi", status: "completed" });
    await hooks.emit("tool:error", { tool_name: "bash", tool_call_id: "c", tool_input: {}, error: { message: "no" } });
    await hooks.emit("notes:saved", { duration_ms: 5, module: "notes", component: "disk", request_id: "r" });
    await unmount();
    const [first, second, third] = fixture.records();
    assert.equal(first, {
      ts: "2026-01-01T00:00:00.000Z",
      lvl: "INFO",
      schema: { name: "amplifier.log", ver: "1.0.0" },
      event: "execution:end",
      session_id: "session-1",
      seq: 1,
      status: "completed",
      data: fixture.seen[0]?.data,
    });
    assert.is(second?.lvl, "ERROR");
    assert.equal(second?.error, { message: "no" });
    assert.is(third?.seq, 3);
    assert.equal([third?.duration_ms, third?.module, third?.component, third?.request_id], [5, "notes", "disk", "r"]);
    assert.is(statSync(fixture.path).mode & 0o777, 0o600);
  } finally {
    fixture.close();
  }
});

test("live-only events are left out, and do not count", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount();
    await fixture.coordinator.hooks.emit("tool:output", { tool_call_id: "c", stream: "stdout", text: "x" });
    await fixture.coordinator.hooks.emit("plan:start", {});
    assert.equal(
      fixture.records().map(({ event, seq }) => [event, seq]),
      [["plan:start", 1]],
    );
  } finally {
    fixture.close();
  }
});

test("raw payloads and secrets never reach the disk", async () => {
  const fixture = loggingFixture();
  const secret = "correct-horse-battery-staple";
  process.env.AMPD_TEST_TOKEN = secret;
  try {
    await fixture.mount();
    const data = {
      raw: "a",
      raw_request: "b",
      kept: `x ${secret} y`,
      api_key: "short",
      text: "sk-ant-api03-abcdefghijklmnop0",
    };
    await fixture.coordinator.hooks.emit("notes:saved", data);
    const logged = fixture.payload();
    assert.not.ok("raw" in logged || "raw_request" in logged);
    assert.is(logged.kept, "x [REDACTED:SECRET] y");
    assert.is(logged.api_key, "[REDACTED:SECRET]");
    assert.is(logged.text, "[REDACTED:SECRET]");
    assert.is(fixture.seen[0]?.data.kept, data.kept);
  } finally {
    delete process.env.AMPD_TEST_TOKEN;
    fixture.close();
  }
});

test("raw payloads are kept when the config says so", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount({ strip_raw: false });
    await fixture.coordinator.hooks.emit("notes:saved", { raw: "a" });
    assert.is(fixture.payload().raw, "a");
  } finally {
    fixture.close();
  }
});

test("a payload that is no JSON does not cost the record", async () => {
  const fixture = loggingFixture();
  try {
    await fixture.mount();
    const circle: Record<string, unknown> = { big: 12n };
    circle.self = circle;
    await fixture.coordinator.hooks.emit("notes:saved", { circle });
    assert.equal(fixture.payload().circle, { big: "12", self: "[CIRCULAR]" });
  } finally {
    fixture.close();
  }
});

test.run();
