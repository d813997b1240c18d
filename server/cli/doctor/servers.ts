/** MCP servers of the settings and of the workspace: only whether their programs are there. None is started to find out. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { Problem } from "../../../kernel/index.ts";
import { expandText } from "../../plan/environment.ts";
import type { Leaf } from "../../plan/settings/leaves.ts";
import type { Settings } from "../../plan/settings/read-settings.ts";
import type { Examination, Finding } from "./finding.ts";

/** What is looked at of a server, which was checked when it was read. */
interface Server {
  readonly command?: string;
  readonly url?: string;
  readonly cwd?: string;
  readonly disabled?: boolean;
}

export async function examineServers(examination: Examination, { leaves, held }: Settings): Promise<Finding[]> {
  const servers = [...leaves, ...held].filter(({ path, value }) => path[0] === "mcp_servers" && value !== null);
  return Promise.all(servers.map((leaf) => examineServer(leaf, examination)));
}

async function examineServer({ path, value, origin }: Leaf, { environment, cwd }: Examination): Promise<Finding> {
  const about = `mcp ${path[1]}`;
  const { command = "", url, cwd: own = ".", disabled } = value as Server;
  if (disabled === true) return { about, status: "ok", found: "it is disabled" };
  if (url !== undefined) return { about, status: "ok", found: url };
  const problems: Problem[] = [];
  const expand = (text: string): string => expandText(text, "", { environment, problems });
  const program = expand(command);
  const folder = resolve(cwd, expand(own));
  const [problem] = problems;
  if (problem !== undefined) return { about, status: "error", found: problem.message, fix: "set it" };
  if (await isProgram(program, folder, environment)) return { about, status: "ok", found: program };
  const where = program.includes("/") ? ` in ${folder}` : " in PATH";
  const fix = `install it, or correct ${origin.file}`;
  return { about, status: "error", found: `there is no program ${program}${where}`, fix };
}

async function isProgram(program: string, folder: string, { PATH = "" }: NodeJS.ProcessEnv): Promise<boolean> {
  const places = program.includes("/")
    ? [resolve(folder, program)]
    : PATH.split(delimiter).map((directory) => join(directory, program));
  const found = await Promise.all(places.map(isExecutable));
  return found.some(Boolean);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
