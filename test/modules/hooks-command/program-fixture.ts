/** Small programs for hooks: each writes down what it was given, and answers as it is told. Test support only. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-command/index.ts";
import { type HookFixture, hookFixture } from "../hook-fixture.ts";

export interface ProgramAnswer {
  readonly code?: number;
  /** Text, or what becomes JSON. */
  readonly stdout?: string | JsonObject;
  readonly stderr?: string;
}

/** A line for the shell that leaves its input and environment in `log`, and answers. Each call adds a line. */
export function answering({ code = 0, stdout = "", stderr = "" }: ProgramAnswer, log: string): string {
  const text = typeof stdout === "string" ? stdout : JSON.stringify(stdout);
  const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
  return `cat >> ${quoted(log)}; env > ${quoted(`${log}.env`)}; printf %s ${quoted(text)}; printf %s ${quoted(stderr)} >&2; exit ${code}`;
}

export interface ProgramFixture extends HookFixture {
  /** What the program was given, oldest first. */
  inputs(): JsonObject[];
  environment(): string;
}

/** One program on one event. */
export async function programFixture(
  event: string,
  answer: ProgramAnswer | string,
  more: JsonObject = {},
): Promise<ProgramFixture> {
  const { matcher, capabilities, env_allow = [], ...program } = more as JsonObject & { capabilities?: JsonObject };
  const logIn = (stateDir: string): string => join(stateDir, "log.jsonl");
  const config = (stateDir: string): JsonObject => {
    const command = typeof answer === "string" ? answer : answering(answer, logIn(stateDir));
    const group = { hooks: [{ command, ...program }], ...(matcher !== undefined && { matcher }) };
    return { hooks: { [event]: [group] }, env_allow };
  };
  const fixture = await hookFixture(module, { config, ...(capabilities && { capabilities }) });
  const log = logIn(fixture.stateDir);
  const read = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
  return {
    ...fixture,
    inputs: () =>
      read(log)
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    environment: () => read(`${log}.env`),
  };
}

export function toolPre(name: string, input: JsonObject = {}): JsonObject {
  return { tool_name: name, tool_call_id: `call-${name}`, tool_input: input };
}
