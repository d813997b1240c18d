/** From text to simple commands: the checks before the parser, the parser, the walk, and the limits on all of it. */
import { parse } from "unbash";
import { doubtInText } from "./doubtful-syntax.ts";
import { type ParsedShellCommand, type SimpleCommand, Unparsable } from "./simple-command.ts";
import { suspicionOf } from "./suspicious-text.ts";
import { unwrap } from "./unwrap.ts";
import { collectCommands } from "./walk.ts";

const MAX_CHARS = 65_536;
const MAX_COMMANDS = 1000;
/** How deep `bash -c "bash -c '…'"` may go. */
const MAX_PAYLOAD_DEPTH = 6;

/**
 * Every simple command that bash may run for `text`: members of pipelines, lists, groups and functions, substitutions wherever
 * they stand, and what wrappers such as `env`, `xargs`, `bash -c` or `find -exec` run. Never throws.
 */
export function parseShellCommand(text: string): ParsedShellCommand {
  try {
    return { ok: true, commands: read(text, 0) };
  } catch (error) {
    // The parser is not ours: whatever it throws means that the line was not understood.
    const reason = error instanceof Unparsable ? error.message : "the parser failed on it";
    return { ok: false, reason };
  }
}

function read(text: string, depth: number): SimpleCommand[] {
  if (depth > MAX_PAYLOAD_DEPTH) throw new Unparsable("commands are nested too deeply in commands");
  if (text.length > MAX_CHARS) throw new Unparsable(`it is longer than ${MAX_CHARS} characters`);
  const suspicion = suspicionOf(text);
  if (suspicion !== undefined) throw new Unparsable(`it contains ${suspicion}`);
  const doubt = doubtInText(text);
  if (doubt !== undefined) throw new Unparsable(`it has ${doubt}`);
  const commands = collectCommands(parse(text), text).flatMap((command) =>
    unwrap(command, (payload) => read(payload, depth + 1)),
  );
  if (commands.length > MAX_COMMANDS) throw new Unparsable(`it holds more than ${MAX_COMMANDS} commands`);
  for (const command of commands) refuseAlias(command);
  return commands;
}

/** After these a word no longer means what it says. */
function refuseAlias(command: SimpleCommand): void {
  const [name] = command.argv;
  if (name !== undefined && CHANGES_THE_LANGUAGE.has(name.text)) {
    throw new Unparsable(`${name.text} changes how the rest of the line is read`);
  }
}

const CHANGES_THE_LANGUAGE = new Set(["alias", "unalias", "shopt"]);
