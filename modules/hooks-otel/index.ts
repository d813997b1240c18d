/** Traces and metrics in OpenTelemetry's GenAI conventions, exported over OTLP/HTTP. */
import { defineModule } from "../../kernel/index.ts";
import { type Config, configSchema, targetOf } from "./config.ts";
import { Exporter } from "./exporter.ts";
import { Meter } from "./meter.ts";
import { Tracer } from "./tracer.ts";

const NAME = "hooks-otel";
const FAILED = "otel:export_failed";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Exports traces and metrics of turns, requests and tool calls to an OpenTelemetry collector.",
  configSchema,
  async mount(coordinator, config) {
    const { hooks, host } = coordinator;
    const meter = new Meter();
    const exporter = new Exporter({
      target: targetOf(config, process.env),
      meter,
      clock: host.clock,
      intervalMs: config.interval * 1000,
      timeoutMs: config.timeout * 1000,
      onFailure: (reason, dropped) => {
        host.report(`${NAME}: telemetry is not exported: ${reason}`);
        void hooks.emit(FAILED, { reason, dropped });
      },
    });
    const tracer = new Tracer({ coordinator, config, meter, onSpan: (span) => exporter.add(span) });
    const undos = [
      hooks.observe("*", (observation) => tracer.observe(observation), { name: NAME }),
      coordinator.registerContributor("observability.events", NAME, () => [FAILED]),
    ];
    return async () => {
      for (const undo of undos) undo();
      tracer.close();
      await exporter.close(config.flush_timeout * 1000);
    };
  },
});
