/**
 * Plays a scenario of the conformance suite as a session and its user would: tool-mcp is mounted with the suite's server, each tool is
 * called, and whenever the server wants a login, the user gives it, as `ampd mcp login` does, with a browser that agrees to everything.
 */
import type { Coordinator, JsonObject } from "../../../kernel/index.ts";
import { type Account, logInTo } from "../../../modules/tool-mcp/accounts.ts";
import { module } from "../../../modules/tool-mcp/index.ts";
import { toolName } from "../../../modules/tool-mcp/tool-name.ts";
import { coordinatorFixture } from "../kernel.ts";
import { inTemporaryDirectory } from "../temporary-directory.ts";
import type { Scenario } from "./run-suite.ts";

type Schema = {
  readonly type?: string;
  readonly enum?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
};

const SERVER = "it";
/** Longer than a loaded machine needs. */
const PATIENCE_S = 150;
/** The suite counts on clients that stop asking the user. */
const MAX_LOGINS = 4;
/** The suite's own word for the document of a client that it accepts. */
const CLIENT_METADATA = "https://conformance-test.local/client-metadata.json";

export async function playScenario(scenario: Scenario): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const account = { name: SERVER, entry: entryFor(scenario), directory };
    for (let logins = 0; !(await isDone(account, scenario)); logins += 1) {
      if (logins === MAX_LOGINS) throw new Error(`it wants more than ${MAX_LOGINS} logins`);
      await logIn(account);
    }
  });
}

function entryFor({ url, context: { client_id, client_secret, issuer } }: Scenario): JsonObject {
  const registered = client_id === undefined ? {} : { client_id, client_secret, issuer };
  return { url, start_timeout: PATIENCE_S, oauth: { client_metadata_url: CLIENT_METADATA, ...registered } };
}

/** In a session of its own: false where a login is wanted first. */
async function isDone({ entry, directory }: Account, scenario: Scenario): Promise<boolean> {
  const { coordinator } = coordinatorFixture();
  coordinator.registerCapability("user.credentials_dir", directory);
  // Somebody who takes every form as it is.
  coordinator.registerCapability("session.request_input", async () => ({ action: "accept", content: {} }));
  const config = module.configSchema.parse({ servers: { [SERVER]: entry }, start_wait: PATIENCE_S });
  const cleanup = await module.mount(coordinator, config);
  try {
    return await callAll(coordinator, scenario);
  } finally {
    await cleanup?.();
  }
}

async function callAll(coordinator: Coordinator, { context }: Scenario): Promise<boolean> {
  const [warning] = (await coordinator.collectContributions("session.warnings")).flat() as JsonObject[];
  if (warning?.kind === "mcp-login-needed") return false;
  if (warning !== undefined) throw new Error(String(warning.message));
  const given = (context.toolCalls ?? []) as { readonly name: string; readonly arguments: JsonObject }[];
  for (const [name, tool] of coordinator.all("tools")) {
    const own = given.find((one) => toolName(SERVER, one.name) === name)?.arguments;
    const { signal } = new AbortController();
    const input = own === undefined ? example(tool.inputSchema as Schema) : withoutNulls(own);
    const { success, error } = await tool.execute(input, { toolCallId: "call-1", signal, onOutput: async () => {} });
    if (error?.kind === "login-needed") return false;
    if (!success) throw new Error(`${name}: ${error?.kind}: ${error?.message}`);
  }
  return true;
}

async function logIn(account: Account): Promise<void> {
  const { signal } = new AbortController();
  // A redirect leads back to us.
  await logInTo(account, { cwd: account.directory, signal, show: async (page) => void (await fetch(page)) });
}

/** The least that the schema allows. */
function example({ properties = {} }: Schema): JsonObject {
  const values: Readonly<Record<string, unknown>> = { number: 1, integer: 1, boolean: true, string: "x" };
  // What is chosen from a list has a default.
  const open = Object.entries(properties).filter(([, schema]) => schema.enum === undefined);
  return Object.fromEntries(open.map(([name, { type = "" }]) => [name, values[type] ?? {}]));
}

/** The suite gives null for a boolean, which the tool's schema does not take: what is held to its schema is left out instead. */
function withoutNulls(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}
