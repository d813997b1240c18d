/** `sed`: its script is a program, which may run others and write files. What is not known to do neither makes it opaque. */
import { isHarmlessScript } from "./sed-script.ts";
import type { ShellWord } from "./simple-command.ts";
import type { Unwrapped } from "./unwrap.ts";

const HARMLESS_OPTIONS =
  /^(?:-[nErsuz]+|--(?:quiet|silent|regexp-extended|separate|unbuffered|null-data|posix|sandbox|debug|version|help))$/;
const SCRIPT_OPTION = /^(?:-[nErsuz]*e|--expression(?:=|$))(.*)$/s;

export function unwrapSed(argv: readonly ShellWord[]): Unwrapped {
  const loose = argv.find((word) => !word.isLiteral);
  if (loose !== undefined) return { opaque: `sed: ${loose.text} may be an option or a script that runs a program` };
  const scripts: string[] = [];
  let areOptionsOver = false;
  let hasFiles = false;
  for (let index = 1; index < argv.length; index += 1) {
    const { text = "" } = argv[index] ?? {};
    const joined = SCRIPT_OPTION.exec(text)?.[1];
    if (areOptionsOver || !text.startsWith("-") || text === "-") {
      // Not every `sed` lets options stand behind files: for some this is the script, whatever follows.
      if (scripts.length === 0 && !hasFiles) scripts.push(text);
      hasFiles = true;
    } else if (text === "--") areOptionsOver = true;
    else if (joined !== undefined) {
      const isNext = joined === "" && !text.endsWith("=");
      if (isNext) index += 1;
      scripts.push(isNext ? (argv[index]?.text ?? "") : joined);
    } else if (!HARMLESS_OPTIONS.test(text)) return { opaque: `sed: the option ${text} is not known to be harmless` };
  }
  if (isHarmlessScript(scripts.join("\n"))) return {};
  return { opaque: `sed: ${scripts.join(" ")} may run a program, or read or write a file` };
}
