/** `ampd mcp test`: starts one server as a session would, and tells its tools, or why it does not work. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import type { Choose, Task } from "../command-line-task.ts";
import { CWD, JSON_OPTION, NAME, PROFILE } from "./options.ts";

interface TestArguments {
  readonly name: string;
  readonly profile?: string | undefined;
  readonly json: boolean;
  readonly cwd: string;
}

export function addTest(parser: Argv, choose: Choose): void {
  parser.command(
    "test <name>",
    "Start a server, and show its era, its tools and what it says on stderr",
    (own) => own.positional("name", NAME).option("profile", PROFILE).option("json", JSON_OPTION).option("cwd", CWD),
    (given) => choose(testTask(given)),
  );
}

function testTask({ name, profile, json, cwd: directory }: TestArguments): Task {
  return async ({ environment, cwd: from, print }) => {
    const { serverNamed, serversHere } = await import("./server-rows.ts");
    const { tryServer } = await import("./try-server.ts");
    const cwd = resolve(from, directory);
    const { settings, servers } = await serversHere({ environment, cwd, profile });
    const server = serverNamed(name, servers);
    if (server.state === "untrusted")
      throw new Error(`${name} is not trusted, so it was not started: ${server.reason}`);
    const tried = await tryServer(server, { environment, cwd, settings });
    if (json) print(`${JSON.stringify({ name, ...tried }, null, 2)}\n`);
    else {
      const seconds = (tried.durationMs / 1000).toFixed(1);
      if (tried.ok)
        print(
          `${name}: ready in ${seconds} s, ${tried.era} era, protocol ${tried.protocolVersion}, ${tried.tools.length} tools\n`,
        );
      else print(`${name}: failed after ${seconds} s: ${tried.reason}\n`);
      for (const tool of tried.tools) print(`  ${tool.name}: ${tool.description.split("\n", 1)[0]}\n`);
      if (tried.stderr !== "") print(`stderr:\n${tried.stderr.replaceAll(/^/gm, "  ")}\n`);
    }
    return tried.ok ? 0 : 1;
  };
}
