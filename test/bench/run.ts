/**
 * The benchmarks: each figure stands beside a floor that was measured in the same run on the same machine, and the ratio is what
 * counts. `npm run bench` builds first.
 */
import { contributions } from "./contributions.ts";
import { profiles } from "./profiles.ts";
import { resume } from "./resume.ts";
import { resumeFromPostgres } from "./resume-from-postgres.ts";
import { memory, start } from "./start.ts";
import { stalledReader, stream } from "./stream.ts";

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor: number;
  /** What the floor is. */
  readonly floorName: string;
}

const figures: Figure[] = [];
for (const measure of [start, memory, stream, stalledReader, resume, resumeFromPostgres, profiles, contributions])
  figures.push(...(await measure()));

const rows = figures.map(({ name, value, unit, floor, floorName }) => {
  const ratio = floor > 0 ? `${(value / floor).toFixed(1)}×` : "–";
  return [name, `${value.toFixed(1)} ${unit}`, `${floor.toFixed(1)} ${unit}`, ratio, floorName];
});
const head = ["figure", "ampd", "floor", "ratio", "the floor is"];
const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
for (const row of [head, ...rows])
  process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`);
