/** What a check is, what it is run on, and how it says what is wrong. */
import { isDeepStrictEqual } from "node:util";
import type {
  JsonObject,
  ModuleDefinition,
  ModuleEntry,
  ModuleKind,
  ModuleResolver,
  MountPlan,
} from "../../kernel/index.ts";

/** A module that is looked at. */
export interface Subject {
  readonly kind: ModuleKind;
  readonly definition: ModuleDefinition;
  /** As a plan would name it; the config is that of every session that the checks make. */
  readonly entry: ModuleEntry;
  /** Finds its code for a session with this plan, which has the entry in it. */
  readonly resolverFor: (plan: MountPlan) => ModuleResolver;
  /** Its config is checked by itself, in a process of its own. */
  readonly isProcess: boolean;
  /** Tools that are not read-only may be carried out, in a directory of their own. */
  readonly mayExecute: boolean;
  /** By a tool's name: an input that it can carry out. Without one, an input is made from the tool's schema. */
  readonly inputs: Readonly<Record<string, JsonObject>>;
}

export interface Check {
  /** Short, in kebab-case. */
  readonly name: string;
  /** The rule, as one sentence. */
  readonly requirement: string;
  /** Where it fails, the others are not run. */
  readonly isFoundation?: boolean;
  /** Answers why it does not apply, where it does not. @throws Violation, or whatever the module threw */
  run(subject: Subject): Promise<string | undefined>;
}

/** The module breaks its contract. The message says where, what was wrong, and what to do. */
export class Violation extends Error {}

export function expect(isSo: unknown, message: string): asserts isSo {
  if (!isSo) throw new Violation(message);
}

export function expectEqual(actual: unknown, expected: unknown, about: string): void {
  expect(isDeepStrictEqual(actual, expected), `${about}: expected ${shown(expected)}, got ${shown(actual)}`);
}

const MAX_SHOWN_CHARS = 400;

/** A value in a message. */
export function shown(value: unknown): string {
  const text = (asJson(value) ?? String(value)).replaceAll("\n", " ");
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text;
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Whether JSON gives back what it was given. */
export function isJson(value: unknown): boolean {
  const text = asJson(value);
  return text !== undefined && isDeepStrictEqual(JSON.parse(text), value);
}
