import * as assert from "uvu/assert";
import { until } from "../../support/kernel.ts";
import { startCollector } from "../../support/otlp-collector.ts";
import { suite } from "../../support/suite.ts";
import { toolPost } from "../hook-fixture.ts";
import { type OtelFixture, withOtel } from "./otel-fixture.ts";

const test = suite("an outage");

async function calls({ emit }: OtelFixture, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const call = { ...toolPost("bash"), tool_call_id: `c-${index}` };
    await emit("tool:pre", call);
    await emit("tool:post", call);
  }
}

test("exports come at intervals, in the background", async () => {
  await withOtel({ interval: 60 }, async (fixture) => {
    const { clock, collector } = fixture;
    await calls(fixture, 1);
    assert.is(collector.requests, 0);
    clock.advance(60_000);
    await until(() => collector.metrics.size > 0);
    assert.is(collector.spans.length, 1);
  });
});

test("what could not be sent is sent when the collector is back, and the outage is told once", async () => {
  await withOtel({ interval: 60 }, async (fixture) => {
    const { clock, collector, host, dataOf } = fixture;
    collector.status = 503;
    await calls(fixture, 2);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      clock.advance(60_000);
      await until(() => collector.requests === attempt);
      await until(() => clock.pending === 1);
    }
    assert.is(dataOf("otel:export_failed").length, 1);
    assert.match(host.reports.join("\n"), "the collector answered 503 for traces");
    collector.status = 200;
    clock.advance(60_000);
    await until(() => collector.metrics.size > 0);
    assert.is(collector.spans.length, 2);
  });
});

test("what is refused for good is not sent again", async () => {
  await withOtel({ interval: 60 }, async (fixture) => {
    const { clock, collector } = fixture;
    collector.status = 400;
    await calls(fixture, 1);
    clock.advance(60_000);
    await until(() => collector.requests === 2 && clock.pending === 1);
    await calls(fixture, 1);
    clock.advance(60_000);
    await until(() => collector.requests === 4 && clock.pending === 1);
    collector.status = 200;
    await fixture.unmount();
    assert.is(collector.spans.length, 0);
    assert.is(fixture.dataOf("otel:export_failed").length, 1);
  });
});

test("a session that ends in the middle of an export leaves no timer behind", async () => {
  await withOtel({ interval: 60 }, async (fixture) => {
    const { clock, collector } = fixture;
    await calls(fixture, 1);
    clock.advance(60_000);
    await fixture.unmount();
    assert.is(collector.spans.length, 1);
    assert.is(clock.pending, 0);
  });
});

test("the queue is bounded", async () => {
  await withOtel({ interval: 3600 }, async (fixture) => {
    await calls(fixture, 2100);
    await fixture.unmount();
    assert.is(fixture.collector.spans.length, 2048);
    assert.is(fixture.collector.metrics.get("gen_ai.execute_tool.duration")?.points[0]?.count, "2100");
  });
});

test("a session ends though its collector never answers, or is not there", async () => {
  await withOtel({ flush_timeout: 0.05 }, async (fixture) => {
    fixture.collector.status = 0;
    await calls(fixture, 1);
    await fixture.unmount();
    assert.is(fixture.collector.requests <= 1, true);
  });
  const gone = await startCollector();
  await gone.close();
  await withOtel(
    {},
    async (fixture) => {
      await fixture.turn();
      await fixture.unmount();
      assert.is(fixture.dataOf("otel:export_failed").length, 1);
    },
    gone,
  );
});

test.run();
