/** An MCP server that sessions here get, with its variables filled in, as the account that a login is for. */
import { resolve } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import type { loadMcpAccounts } from "../../plan/module-table.ts";
import { readyPlan } from "../../plan/ready-plan.ts";
import { directoriesOf } from "../../store/directories.ts";
import type { TaskContext } from "../command-line-task.ts";
import { serverNamed, serversHere } from "./server-rows.ts";
import { planOf } from "./try-server.ts";

export interface AccountArguments {
  readonly name: string;
  readonly cwd: string;
  readonly profile?: string | undefined;
}

type Account = Parameters<Awaited<ReturnType<typeof loadMcpAccounts>>["logOutOf"]>[0];

/** @throws Error in words for the user */
export async function findAccount(
  { environment, cwd: from }: TaskContext,
  { name, cwd: directory, profile }: AccountArguments,
): Promise<Account> {
  const cwd = resolve(from, directory);
  const { settings, servers } = await serversHere({ environment, cwd, profile });
  const server = serverNamed(name, servers);
  if (server.state === "untrusted") throw new Error(`${name} is not trusted: ${server.reason}`);
  const ready = await readyPlan(planOf({ servers: { [name]: server.config } }), {
    settings,
    cwd,
    environment,
    isOurs: false,
  });
  const own = (ready.plan.tools[0]?.config?.servers as Record<string, JsonObject> | undefined)?.[name];
  if (own === undefined) throw new Error(ready.warnings.map(({ message }) => message).join("\n"));
  return { name, entry: own, directory: directoriesOf(environment).credentials };
}
