/** `ampd mcp …`: MCP servers, from what sessions here get to trying one out. Each subcommand has a file of its own. */
import type { Argv } from "yargs";
import type { Choose } from "../command-line-task.ts";
import { addAdd } from "./add.ts";
import { addList } from "./list.ts";
import { addLogin } from "./login.ts";
import { addLogout } from "./logout.ts";
import { addLogs } from "./logs.ts";
import { addRemove } from "./remove.ts";
import { addTest } from "./test.ts";

const SUBCOMMANDS = [addList, addAdd, addRemove, addTest, addLogin, addLogout, addLogs];

export function addMcpCommand(parser: Argv, choose: Choose): void {
  parser.command("mcp", "Look at MCP servers, change them, and try them out", (args) => {
    for (const add of SUBCOMMANDS) add(args, choose);
    return args.demandCommand(1, "mcp: list, add, remove, test, login, logout or logs?").strict();
  });
}
