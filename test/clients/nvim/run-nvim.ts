/**
 * Plays scenes in a headless Neovim that has the plugin, the built ampd and nothing of this machine's configuration. A scene is Lua; what
 * it returns comes back as JSON. An error in it fails the test: left to itself, Neovim would wait for ever.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtProgram } from "../../support/isolated-home.ts";
import { isProcessAlive } from "../../support/process-groups.ts";
import { ROOT } from "../../support/source-files.ts";

export const NVIM = process.env.AMPD_TEST_NVIM ?? "nvim";

export const NEOVIM = {
  name: "Neovim 0.7.2 or later",
  isMet: spawnSync(NVIM, ["--version"], { encoding: "utf8" }).status === 0,
};

export interface Workplace {
  /** Holds everything; gone afterwards. */
  readonly directory: string;
  /** Where the editor runs. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Arguments of an editor with the plugin, and nothing else. */
  readonly args: readonly string[];
  /** The text of a file in the working directory. */
  read(name: string): string;
  write(name: string, text: string): void;
}

export interface SceneOptions {
  /** What the scripted provider answers. */
  readonly responses?: readonly unknown[];
  /** More of the profile that sessions are made from. */
  readonly profile?: Readonly<Record<string, unknown>>;
}

/** A directory to work in, and a home whose profile `scripted` plays the answers. */
export async function inEditorsPlace(options: SceneOptions, body: (place: Workplace) => Promise<void>): Promise<void> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "ampd-nvim-")));
  const cwd = join(directory, "project");
  mkdirSync(cwd);
  mkdirSync(join(directory, "ampd", "config", "profiles"), { recursive: true });
  writeFileSync(join(directory, "ampd", "config", "profiles", "scripted.md"), profileText(options));
  try {
    await body({
      directory,
      cwd,
      env: environment(directory),
      args: ["--clean", "-n", "-i", "NONE", "--cmd", `set rtp^=${join(ROOT, "clients", "nvim")}`],
      read: (name) => readFileSync(join(cwd, name), "utf8"),
      write: (name, text) => writeFileSync(join(cwd, name), text),
    });
  } finally {
    for (const child of running) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Its front matter is YAML, and so is JSON. */
function profileText({ responses = ["Hello."], profile = {} }: SceneOptions): string {
  const fields = {
    name: "scripted",
    session: { orchestrator: "loop-streaming", context: "context-simple" },
    providers: [{ module: "provider-mock", config: { responses } }],
    tools: ["tool-filesystem", "tool-bash"],
    hooks: ["hooks-approval"],
    ...profile,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `---\n${lines.join("\n")}\n---\n`;
}

function environment(directory: string): NodeJS.ProcessEnv {
  const xdg = ["CONFIG", "DATA", "STATE", "CACHE"].map((name) => [`XDG_${name}_HOME`, join(directory, name)] as const);
  return {
    PATH: process.env.PATH ?? "",
    HOME: directory,
    AMPD_HOME: join(directory, "ampd"),
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
    ...Object.fromEntries(xdg),
    ...(process.env.VIMRUNTIME !== undefined && { VIMRUNTIME: process.env.VIMRUNTIME }),
    ...(process.env.LUA_CPATH !== undefined && { LUA_CPATH: process.env.LUA_CPATH }),
  };
}

/** Lua that makes the built ampd, and the profile, what the plugin uses. */
export function setup(options = ""): string {
  const command = `{ ${JSON.stringify(process.execPath)}, ${JSON.stringify(builtProgram("ampd"))} }`;
  return `require("ampd").setup({ cmd = ${command}, profile = "scripted", ${options} })\n`;
}

/** Plays a scene in a place of its own. */
export async function play<Seen>(options: SceneOptions, scene: string): Promise<Seen> {
  let seen: Seen | undefined;
  await inEditorsPlace(options, async (place) => {
    seen = await playIn<Seen>(place, setup() + scene);
  });
  return seen as Seen;
}

const running = new Set<ChildProcess>();

/** Plays a scene as it is, and answers what it returned. */
export async function playIn<Seen>(place: Workplace, scene: string): Promise<Seen> {
  const { child, ended } = startScene(place, scene);
  let output = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  await ended;
  const path = join(place.directory, "seen.json");
  if (!existsSync(path)) throw new Error(`the editor ended without a word: ${output}`);
  const { seen, failure } = JSON.parse(readFileSync(path, "utf8")) as { seen: Seen; failure?: string };
  rmSync(path);
  if (failure !== undefined) throw new Error(failure);
  return seen;
}

export function startScene(place: Workplace, scene: string): { child: ChildProcess; ended: Promise<void> } {
  const script = join(place.directory, "scene.lua");
  writeFileSync(script, sceneScript(place, scene));
  const child = spawn(NVIM, [...place.args, "--headless", "-c", `luafile ${script}`], {
    cwd: place.cwd,
    env: place.env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      running.delete(child);
      resolve();
    });
  });
  return { child, ended };
}

const POLL_MS = 20;

/** The text of a file that a scene writes; the test's deadline is the limit. */
export async function untilWritten(place: Workplace, name: string): Promise<string> {
  const outcome = join(place.directory, "seen.json");
  await until(() => existsSync(join(place.cwd, name)) || existsSync(outcome));
  if (!existsSync(join(place.cwd, name))) throw new Error(`${name} was not written: ${readFileSync(outcome, "utf8")}`);
  return place.read(name);
}

export async function untilGone(pids: readonly number[]): Promise<void> {
  await until(() => !pids.some(isProcessAlive));
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

function sceneScript(place: Workplace, scene: string): string {
  return `
local went_well, seen = xpcall(function()
  local H = dofile(${JSON.stringify(join(ROOT, "test", "clients", "nvim", "scene.lua"))})
  ${scene}
end, debug.traceback)
local outcome = went_well and { seen = seen == nil and vim.NIL or seen } or { failure = tostring(seen) }
local file = assert(io.open(${JSON.stringify(join(place.directory, "seen.json"))}, "w"))
file:write(vim.json.encode(outcome))
file:close()
vim.cmd(went_well and "qall!" or "cquit 1")
`;
}
