/** Histograms of durations and tokens, in the names and buckets of the GenAI conventions, summed since the session began. */
import type { Attributes, Histogram, HistogramPoint } from "./otlp.ts";

const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

const INSTRUMENTS = {
  "gen_ai.client.operation.duration": { unit: "s", description: "GenAI operation duration.", bounds: SECONDS },
  "gen_ai.client.token.usage": { unit: "{token}", description: "Input and output tokens used.", bounds: TOKENS },
  "gen_ai.invoke_agent.duration": { unit: "s", description: "Duration of a turn.", bounds: SECONDS },
  "gen_ai.execute_tool.duration": { unit: "s", description: "Duration of a tool's execution.", bounds: SECONDS },
} as const;

/** Combinations of attributes that are kept apart, for each instrument; what comes beyond is not counted. */
const MAX_SERIES = 500;

type Series = Map<string, HistogramPoint>;

export class Meter {
  readonly #series = new Map<keyof typeof INSTRUMENTS, Series>();

  record(name: keyof typeof INSTRUMENTS, value: number, attributes: Attributes): void {
    const { bounds } = INSTRUMENTS[name];
    const series: Series = this.#series.get(name) ?? new Map();
    this.#series.set(name, series);
    const key = JSON.stringify(Object.entries(attributes).sort());
    const point = series.get(key);
    if (point === undefined && series.size >= MAX_SERIES) return;
    const before = point ?? emptyPoint(attributes, bounds.length + 1);
    const found = bounds.findIndex((bound) => value <= bound);
    const bucket = found < 0 ? bounds.length : found;
    series.set(key, {
      ...before,
      count: before.count + 1,
      sum: before.sum + value,
      min: Math.min(before.min, value),
      max: Math.max(before.max, value),
      buckets: before.buckets.map((count, index) => (index === bucket ? count + 1 : count)),
    });
  }

  collect(): readonly Histogram[] {
    return [...this.#series].map(([name, points]) => ({ name, ...INSTRUMENTS[name], points: [...points.values()] }));
  }
}

function emptyPoint(attributes: Attributes, buckets: number): HistogramPoint {
  const range = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  return { attributes, count: 0, sum: 0, ...range, buckets: Array<number>(buckets).fill(0) };
}
