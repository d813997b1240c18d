/** Looks into commands that run other commands: the command itself, followed by what it runs, or marked opaque. */
import { assignedBy, bendsTheShell } from "./bent-builtins.ts";
import { opensADoor } from "./doors.ts";
import { unwrapFind } from "./find.ts";
import { unwrapGit } from "./git.ts";
import { unwrapSed } from "./sed.ts";
import { unwrapEval, unwrapShell, unwrapTrap } from "./shells.ts";
import { type SimpleCommand, Unparsable } from "./simple-command.ts";
import { unwrapWrapper, wrapperNamed } from "./wrappers.ts";

/** Reads a command line that is an argument, wrappers and all. @throws Unparsable */
export type ReadPayload = (text: string) => SimpleCommand[];

/** What a command turned out to run. */
export interface Unwrapped {
  /** Commands that were words of it; they may be wrappers again. */
  readonly inner?: readonly SimpleCommand[];
  /** Commands that were text in one of its words. */
  readonly payload?: readonly SimpleCommand[];
  readonly opaque?: string;
  readonly isTransparent?: boolean;
}

const MAX_WRAPPERS = 20;
/** An `env` from anywhere else may be any program. */
const TRUSTED_PLACES = new Set(["", "/bin/", "/usr/bin/"]);

export function unwrap(command: SimpleCommand, readPayload: ReadPayload, depth = 0): SimpleCommand[] {
  const [first] = command.argv;
  if (first === undefined || command.opaque !== undefined) return [command];
  if (depth > MAX_WRAPPERS) throw new Unparsable("commands are nested too deeply in commands");
  const name = baseName(first.text);
  const { inner = [], payload = [], opaque, isTransparent = false } = look(name, command, readPayload);
  const isTrusted = TRUSTED_PLACES.has(first.text.slice(0, first.text.length - name.length));
  const outer: SimpleCommand = {
    ...command,
    assignments: [...command.assignments, ...assignedBy(name, command)],
    ...(opaque !== undefined && { opaque }),
    isTransparent: isTransparent && isTrusted && opaque === undefined,
  };
  return [outer, ...inner.flatMap((one) => unwrap(one, readPayload, depth + 1)), ...payload];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function look(name: string, { argv }: SimpleCommand, readPayload: ReadPayload): Unwrapped {
  const wrapper = wrapperNamed(name);
  if (wrapper !== undefined) return unwrapWrapper(wrapper, argv);
  if (/^(?:ba|da|z|k|mk|a)?sh$/.test(name)) return unwrapShell(name, argv, readPayload);
  if (name === "eval") return unwrapEval(argv, readPayload);
  if (name === "trap") return unwrapTrap(argv, readPayload);
  if (name === "find" || name === "gfind") return unwrapFind(argv);
  if (name === "sed" || name === "gsed") return unwrapSed(argv);
  if (name === "git") return unwrapGit(argv, readPayload);
  const bent = bendsTheShell(name, argv);
  const opaque = bent === undefined ? opensADoor(name, argv) : `${name}: ${bent}`;
  return opaque === undefined ? {} : { opaque };
}
