/** A module in a process of its own: `exec:node my-module.js` in a mount plan. It answers the server on its streams until they end. */
import { type ParamsOf, PROTOCOL_VERSIONS, processMount } from "../../protocol/index.ts";
import type { Streams } from "./ampd-client.ts";
import { Connection } from "./connection.ts";
import { Contributions } from "./contributions.ts";
import type { Given } from "./given.ts";

export type MountedIn = Pick<ParamsOf<typeof processMount>, "config" | "session">;

export interface ProcessModule {
  /** The section of a plan that it belongs in. */
  readonly kind: "tool" | "hook" | "provider";
  readonly description?: string;
  /** What it gives, once it knows its config and its session. */
  readonly mount: (mounted: MountedIn) => Given | Promise<Given>;
}

/** Checks a module's types. */
export function defineProcessModule(module: ProcessModule): ProcessModule {
  return module;
}

/** Resolves when the server has let go of it. Nothing else may be written to the output. */
export async function serveModule(module: ProcessModule, streams: Streams): Promise<void> {
  const connection = new Connection(streams);
  const contributions = new Contributions(connection);
  connection.onRequest(processMount, async ({ config, session }) => {
    const given = await module.mount({ config, session });
    contributions.add(given);
    const { tools = [], hooks = [], provider } = given;
    const { complete: _, ...declaration } = provider ?? { complete: undefined };
    return {
      protocolVersion: PROTOCOL_VERSIONS[0],
      kind: module.kind,
      ...(module.description !== undefined && { description: module.description }),
      tools: tools.map(({ execute: _execute, ...tool }) => tool),
      hooks: hooks.map(({ invoke: _invoke, ...hook }) => hook),
      ...(provider !== undefined && { provider: declaration }),
    } as never;
  });
  await connection.closed;
}
