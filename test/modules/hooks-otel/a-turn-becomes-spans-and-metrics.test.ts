import * as assert from "uvu/assert";
import { module } from "../../../modules/hooks-otel/index.ts";
import { suite } from "../../support/suite.ts";
import { hookFixture, promptSubmit, providerRequest } from "../hook-fixture.ts";
import { PATIENCE, withOtel } from "./otel-fixture.ts";

const test = suite("telemetry");

test("a turn, its request and its call are spans of one trace, in the names of the conventions", async () => {
  await withOtel({ service_name: "desk", agent_name: "helper" }, async ({ turn, unmount, collector }) => {
    await turn();
    await unmount();
    assert.equal(collector.faults, []);
    const [chat, tool, agent] = collector.spans;
    assert.equal(
      collector.spans.map(({ name, kind }) => [name, kind]),
      [
        ["chat scripted-1", 3],
        ["execute_tool bash", 1],
        ["invoke_agent helper", 1],
      ],
    );
    assert.is(agent?.parentSpanId, undefined);
    assert.equal([chat?.parentSpanId, tool?.parentSpanId], [agent?.spanId, agent?.spanId]);
    assert.is(new Set(collector.spans.map(({ traceId }) => traceId)).size, 1);
    assert.equal(chat?.attributes, {
      "gen_ai.operation.name": "chat",
      "gen_ai.conversation.id": "session-1",
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "scripted-1",
      "gen_ai.response.model": "claude-x",
      "gen_ai.response.finish_reasons": ["tool_use"],
      "gen_ai.usage.input_tokens": 1000,
      "gen_ai.usage.output_tokens": 20,
      "gen_ai.usage.cache_read.input_tokens": 900,
    });
    assert.equal(tool?.attributes, {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "bash",
      "gen_ai.tool.call.id": "c-1",
      "gen_ai.tool.type": "function",
    });
    assert.is(agent?.attributes["gen_ai.agent.name"], "helper");
    assert.is(agent?.attributes["gen_ai.usage.input_tokens"], 1000);
    assert.is(agent?.service, "desk");
    const ms = (nano = "0"): number => Number(nano.slice(0, -6));
    assert.is(ms(chat?.endTimeUnixNano) - ms(chat?.startTimeUnixNano), 1000);
    assert.equal(agent?.status, {});
  });
});

test("durations and tokens are histograms", async () => {
  await withOtel({}, async ({ turn, unmount, collector }) => {
    await turn();
    await turn();
    await unmount();
    const duration = collector.metrics.get("gen_ai.client.operation.duration");
    assert.is(duration?.unit, "s");
    assert.equal([duration?.points[0]?.count, duration?.points[0]?.sum], ["2", 2]);
    assert.is(duration?.points[0]?.bucketCounts[7], "2");
    const tokens = collector.metrics.get("gen_ai.client.token.usage");
    assert.equal(
      tokens?.points.map(({ attributes, sum }) => [attributes["gen_ai.token.type"], sum]),
      [
        ["input", 2000],
        ["output", 40],
      ],
    );
    assert.is(collector.metrics.get("gen_ai.execute_tool.duration")?.points[0]?.attributes["gen_ai.tool.name"], "bash");
    assert.is(collector.metrics.get("gen_ai.invoke_agent.duration")?.points[0]?.count, "2");
  });
});

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";

test("the caller's trace is continued, and left alone where it is not sampled", async () => {
  await withOtel({}, async ({ turn, unmount, collector }) => {
    await turn({ traceparent: `00-${TRACE}-${CALLER}-01` });
    await turn({ traceparent: `00-${TRACE}-${CALLER}-00` });
    await unmount();
    assert.is(collector.spans.length, 3);
    assert.ok(collector.spans.every(({ traceId }) => traceId === TRACE));
    assert.is(collector.spans.at(-1)?.parentSpanId, CALLER);
    assert.is(collector.metrics.get("gen_ai.client.operation.duration")?.points[0]?.count, "2");
  });
});

test("a sub-session's turn is part of its parent's", async () => {
  await withOtel({}, async ({ emit, unmount, collector }) => {
    await emit("prompt:submit", promptSubmit("delegate"));
    const child = await hookFixture(module, {
      config: { endpoint: collector.endpoint, ...PATIENCE },
      parentId: "session-1",
    });
    await child.emit("prompt:submit", promptSubmit("look"));
    await child.close();
    await unmount();
    const [inner, outer] = collector.spans;
    assert.is(inner?.parentSpanId, outer?.spanId);
    assert.is(inner?.traceId, outer?.traceId);
    assert.equal(inner?.status, { code: 2, message: "interrupted" });
  });
});

test("what fails says so, by kind", async () => {
  await withOtel({}, async ({ emit, unmount, collector }) => {
    const call = { tool_name: "bash", tool_call_id: "c", tool_input: {} };
    const chat = { provider: "anthropic", request_id: "r" };
    await emit("prompt:submit", promptSubmit("try"));
    await emit("tool:pre", call);
    await emit("tool:error", { ...call, error: { kind: "denied", message: "no" } });
    await emit("llm:request", { ...chat, messages: 1, tools: 0 });
    const error = { kind: "RateLimit", message: "slow down", retryable: true };
    await emit("llm:response", { ...chat, status: "error", duration_ms: 1, error });
    await emit("execution:end", { response: "", status: "failed" });
    await unmount();
    assert.equal(
      collector.spans.map(({ name, status, attributes }) => [
        name.split(" ")[0],
        status.code,
        attributes["error.type"],
      ]),
      [
        ["execute_tool", 2, "denied"],
        ["chat", 2, "RateLimit"],
        ["invoke_agent", 2, "failed"],
      ],
    );
  });
});

test("what was said is exported only where it is asked for, and without secrets", async () => {
  for (const capture_content of [false, true]) {
    await withOtel({ capture_content }, async ({ turn, emit, unmount, collector }) => {
      await turn();
      const key = `sk-ant-api03-${"a1B2".repeat(20)}`;
      await emit("tool:pre", { tool_name: "bash", tool_call_id: "k", tool_input: { command: `login ${key}` } });
      await unmount();
      const text = JSON.stringify(collector.spans);
      for (const said of ["What is here?", "One file.", "a.txt", "ls"]) {
        assert.is(text.includes(said), capture_content, said);
      }
      assert.not.match(text, key);
    });
  }
});

test("the environment tells what the config does not", async () => {
  await withOtel({}, async ({ collector }) => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `${collector.endpoint}/`;
    process.env.OTEL_EXPORTER_OTLP_HEADERS = "authorization=Bearer%20x,team=a";
    process.env.OTEL_SERVICE_NAME = "from-env";
    const fixture = await hookFixture(module, { config: PATIENCE });
    await fixture.emit("prompt:submit", promptSubmit("hello"));
    await fixture.emit("provider:request", providerRequest());
    await fixture.close();
    for (const name of ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_SERVICE_NAME"]) {
      delete process.env[name];
    }
    assert.is(collector.spans[0]?.service, "from-env");
    assert.equal([collector.headers[0]?.authorization, collector.headers[0]?.team], ["Bearer x", "a"]);
  });
});

test.run();
