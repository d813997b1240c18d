/** Sessions with MCP servers: the built ampd, real server processes. */
import { readFile } from "node:fs/promises";
import { type FixtureOptions, mockPlan, type ServerFixture, withServer } from "../../support/server-fixture.ts";
import type { Json } from "../../support/wire/frames.ts";

export interface McpSession {
  readonly server: ServerFixture;
  readonly sessionId: string;
  readonly warnings: readonly { readonly kind: string; readonly message: string }[];
  call(name: string, input?: Json): Promise<Called>;
}

export interface Called {
  readonly success: boolean;
  readonly output: unknown;
  readonly error?: { readonly kind: string; readonly message: string };
}

/** Longer than a loaded machine needs, so that no test depends on speed. */
const PATIENCE = { start_wait: 50, start_timeout: 50 };

interface SessionOptions extends FixtureOptions {
  readonly config?: Json;
  readonly responses?: readonly unknown[];
  readonly hooks?: readonly Json[];
}

export async function withServers(
  servers: Readonly<Record<string, Json>>,
  body: (session: McpSession) => Promise<void>,
  { config = {}, responses = ["done"], hooks = [], ...options }: SessionOptions = {},
): Promise<void> {
  const patient = Object.entries(servers).map(([name, one]) => [
    name,
    { start_timeout: PATIENCE.start_timeout, ...one },
  ]);
  const own = { servers: Object.fromEntries(patient), start_wait: PATIENCE.start_wait, ...config };
  await withServer(options, async (server) => {
    const mountPlan = mockPlan(responses, { tools: [{ module: "tool-mcp", config: own }], hooks });
    const { sessionId, warnings } = await server.call("session/create", { cwd: server.home.workspace, mountPlan });
    const call = async (name: string, input: Json = {}): Promise<Called> =>
      (await server.call("tool/call", { sessionId, name, input })) as unknown as Called;
    await body({ server, sessionId: sessionId as string, warnings: warnings as McpSession["warnings"], call });
  });
}

/** What a server noted in its file, by line. */
export async function notes(file: string): Promise<string[]> {
  return (await readFile(file, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
}
