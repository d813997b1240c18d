/** Turns a command line into what is really started: the shell, its folder and environment, the sandbox around it. */
import { stat } from "node:fs/promises";
import { type Coordinator, messageOf } from "../../kernel/index.ts";
import { type Command, childEnvironment, findProgram, withLimits } from "../lib/child-process/index.ts";
import { absolutePath, type PathBase, realPathOf, sessionBase } from "../lib/paths/index.ts";
import type { Config } from "./config.ts";
import { inSandbox, whyNoSandbox } from "./sandbox.ts";

export type Launch =
  | { readonly command: Command; readonly isSandboxed: boolean }
  | { readonly refusal: { readonly kind: string; readonly message: string } };

export class Launcher {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  readonly #base: PathBase;
  #hasToldAboutSandbox = false;

  constructor(coordinator: Coordinator, config: Config) {
    this.#coordinator = coordinator;
    this.#config = config;
    this.#base = sessionBase(coordinator);
  }

  get home(): string {
    return this.#base.home;
  }

  /** Where commands run: real and absolute. */
  async folder(): Promise<string> {
    return realPathOf(this.#config.working_dir ?? ".", this.#base);
  }

  async prepare(line: string): Promise<Launch> {
    const cwd = await this.folder().catch(messageOf);
    const isFolder = await stat(cwd).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) return refuse("not-found", `The working directory does not exist or is not a directory: ${cwd}.`);
    const env = childEnvironment({ cwd, allow: this.#config.env_allow, set: this.#config.env });
    const shell = { file: findProgram("bash") ?? "/bin/sh", args: ["-c", line], cwd, env };
    const { max_memory_mb: memoryMb, max_processes: processes } = this.#config;
    return this.#enclose(withLimits(shell, { memoryMb, processes }));
  }

  async #enclose(command: Command): Promise<Launch> {
    const { sandbox, sandbox_network, sandbox_write_paths } = this.#config;
    if (sandbox === "off") return { command, isSandboxed: false };
    const hasNetwork = sandbox_network ?? sandbox === "auto";
    const obstacle = await whyNoSandbox(hasNetwork);
    if (obstacle === undefined) {
      const writePaths = sandbox_write_paths.map((path) => absolutePath(path, this.#base));
      return { command: inSandbox(command, { hasNetwork, writePaths }), isSandboxed: true };
    }
    if (sandbox === "required") {
      return refuse("no-sandbox", `Commands may only run in a sandbox, and there is none: ${obstacle}.`);
    }
    await this.#tellAboutSandbox(obstacle);
    return { command, isSandboxed: false };
  }

  /** Once in a session. */
  async #tellAboutSandbox(obstacle: string): Promise<void> {
    if (this.#hasToldAboutSandbox) return;
    this.#hasToldAboutSandbox = true;
    const message = `Commands run without a sandbox: ${obstacle}.`;
    await this.#coordinator.hooks.emit("user:notification", { message, level: "info", source: "tool-bash" });
  }
}

function refuse(kind: string, message: string): Launch {
  return { refusal: { kind, message } };
}
