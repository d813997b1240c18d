/** Registers what a program gives with the server, all of it or nothing, and takes it back. */
import { contributionUnregister, hookRegister, providerRegister, toolRegister } from "../../protocol/index.ts";
import type { AmpdClient } from "./ampd-client.ts";
import type { Contributions } from "./contributions.ts";
import type { Given } from "./given.ts";

export interface TakeBack {
  /** Takes back what was given. What runs of it ends with a failure that says so. */
  (): Promise<void>;
  /** What the server calls it by: one for the tools, one a hook, one for the provider. */
  readonly registrationIds: ReadonlySet<string>;
}

/** @param sessionId nothing: every session that the client makes or joins. @throws AmpdError */
export async function give(
  client: AmpdClient,
  { contributions, given, sessionId }: { contributions: Contributions; given: Given; sessionId: string | undefined },
): Promise<TakeBack> {
  const registrationIds = new Set<string>();
  const forget = contributions.add({ ...given, registrationIds });
  const about = sessionId === undefined ? {} : { sessionId };
  const unregister = async (): Promise<void> => {
    forget();
    for (const registrationId of registrationIds) await client.request(contributionUnregister, { registrationId });
  };
  const takeBack = Object.assign(unregister, { registrationIds });
  const keep = ({ registrationId }: { readonly registrationId: string }): void =>
    void registrationIds.add(registrationId);
  const { tools = [], hooks = [], provider } = given;
  try {
    const declared = tools.map(({ execute: _, ...tool }) => tool);
    if (declared.length > 0) keep(await client.request(toolRegister, { ...about, tools: declared }));
    for (const { invoke: _, ...hook } of hooks) keep(await client.request(hookRegister, { ...about, ...hook }));
    if (provider !== undefined) {
      const { complete: _, ...declaration } = provider;
      keep(await client.request(providerRegister, { ...about, ...declaration }));
    }
    return takeBack;
  } catch (error) {
    await takeBack();
    throw error;
  }
}
