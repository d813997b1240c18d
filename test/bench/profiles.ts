/** How long 1,000 profiles take to be listed, beside reading the same files: the first time in a server's life, and again. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeHome, removeHome, ServerFixture } from "../support/server-fixture.ts";
import type { Figure } from "./run.ts";
import { median } from "./start.ts";

const PROFILES = 1000;
const ROUNDS = 5;

export async function profiles(): Promise<Figure[]> {
  const home = await makeHome();
  const paths = writeProfiles(join(home.root, "config", "profiles"));
  const floor = median(Array.from({ length: ROUNDS }, () => elapsed(() => paths.map((path) => readFileSync(path)))));
  const first: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const server = await ServerFixture.start({ capabilities: {}, home });
    first.push(await timeOfList(server));
    again.push(await timeOfList(server));
    await server.crash();
  }
  await removeHome(home);
  const floorName = "reading the same files";
  return [
    { name: `the first list of ${PROFILES} profiles`, value: median(first), unit: "ms", floor, floorName },
    { name: `the same list again`, value: median(again), unit: "ms", floor, floorName },
  ];
}

async function timeOfList(server: ServerFixture): Promise<number> {
  const startedAt = performance.now();
  const { profiles: listed } = await server.call("profile/list");
  const value = performance.now() - startedAt;
  const count = (listed as { layer: string }[]).filter(({ layer }) => layer === "user").length;
  if (count !== PROFILES) throw new Error(`${count} profiles were listed, not ${PROFILES}`);
  return value;
}

function writeProfiles(directory: string): string[] {
  mkdirSync(directory, { recursive: true });
  return Array.from({ length: PROFILES }, (_, index) => {
    const path = join(directory, `p${index}.md`);
    writeFileSync(path, textOf(`p${index}`));
    return path;
  });
}

function textOf(name: string): string {
  return `---
profile:
  name: ${name}
  version: 1.0.0
  description: One of many, called ${name}
  extends: dev
session:
  orchestrator: {module: loop-streaming, config: {extended_thinking: true}}
  context: {module: context-simple, config: {max_tokens: 400000}}
tools:
  - module: tool-web
  - module: tool-search
    config: {timeout: 10}
hooks:
  - module: hooks-logging
---

You are ${name}. ${"Look before you answer, and be brief. ".repeat(10)}
`;
}

function elapsed(run: () => void): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
