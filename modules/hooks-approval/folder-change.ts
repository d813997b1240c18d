/** Lines that change the folder, or where paths lead: what is behind such a command in the line means something else than before it. */
import { isAbsolute } from "node:path";
import { isInside } from "../lib/paths/index.ts";
import type { SimpleCommand } from "../lib/shell-command/index.ts";
import { realPathOf } from "./real-path.ts";

const FOLDER_CHANGES = new Set(["cd", "pushd", "popd"]);
/** What they do is said by files of the folder that they are started in. */
const GO_BY_FOLDER = new Set("git npm npx pnpm yarn bun bunx make gmake just cargo".split(" "));

export function changesFolder(commands: readonly SimpleCommand[]): boolean {
  return commands.some(isFolderChange);
}

/** Whether a path in the line may lead elsewhere by the time that it is used. */
export function changesPaths(commands: readonly SimpleCommand[]): boolean {
  return commands.some((command) => isFolderChange(command) || command.argv[0]?.text === "ln");
}

/** Why a command of the line may be another one than a rule means, or nothing. */
export async function meansAnother(
  commands: readonly SimpleCommand[],
  workingDir: string,
): Promise<string | undefined> {
  if (!changesFolder(commands)) return undefined;
  const names = commands.map(({ argv }) => argv[0]?.text ?? "");
  const relative = names.find((name) => name.includes("/") && !isAbsolute(name) && !name.startsWith("~/"));
  if (relative !== undefined) return `it changes the folder, and ${relative} may be another program there`;
  const program = names.find((name) => GO_BY_FOLDER.has(name.slice(name.lastIndexOf("/") + 1)));
  if (program === undefined || (await staysInside(commands.filter(isFolderChange), workingDir))) return undefined;
  return `it leaves the working directory, and what ${program} does is up to the folder`;
}

async function staysInside(changes: readonly SimpleCommand[], workingDir: string): Promise<boolean> {
  for (const { argv } of changes) {
    const [, target, ...others] = argv.filter(({ text }) => !/^-[LPe]$/.test(text));
    if (target?.isLiteral !== true || others.length > 0 || /^[-+]/.test(target.text)) return false;
    // Where a second relative step begins is not known.
    if (changes.length > 1 && !isAbsolute(target.text)) return false;
    if (!isInside(await realPathOf(target.text, workingDir), workingDir)) return false;
  }
  return true;
}

function isFolderChange({ argv }: SimpleCommand): boolean {
  return FOLDER_CHANGES.has(argv[0]?.text ?? "");
}
