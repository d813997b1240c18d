/** `tool/register`, `hook/register`, `provider/register`, `contribution/unregister`, `contribution/validate`: what a client gives, and takes back. */
import { didYouMean, EVENTS, isEventName } from "../../kernel/index.ts";
import {
  contributionUnregister,
  contributionValidate,
  hookRegister,
  providerRegister,
  toolRegister,
} from "../../protocol/index.ts";
import { type Contribution, checkTools } from "../contributions/mount-contribution.ts";
import type { RpcCall } from "../rpc/contracts.ts";
import type { Client } from "../session/client.ts";
import { RequestError } from "../session/request-error.ts";
import { untilAborted } from "../until-aborted.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function contributionMethods(context: MethodContext): Methods {
  const { registry, clientOf } = context;
  const register = async (
    contribution: Contribution,
    sessionId: string | undefined,
    call: RpcCall,
  ): Promise<{ registrationId: string }> => {
    const client = clientOf(call);
    const only = sessionId === undefined ? undefined : await registry.get(sessionId);
    only?.attach(client);
    await Promise.all(registry.all.map((session) => session.plan.settled()));
    const hosts = registry.all.filter((session) => session.isWithin(only ?? session) && session.clients.has(client));
    return { registrationId: client.contributions.register(contribution, hosts, only) };
  };
  const validating = new WeakSet<Client>();
  return {
    ...handle(toolRegister, async ({ sessionId, tools, timeoutMs }, call) => {
      const limit = timeoutMs === undefined ? {} : { timeoutMs };
      const checked = await checkTools(tools.map((tool) => ({ ...limit, ...tool })));
      return register({ kind: "tool", tools: checked }, sessionId, call);
    }),
    ...handle(hookRegister, async ({ sessionId, _meta, ...hook }, call) => {
      const warnings = misspelt(hook.events);
      return { ...(await register({ kind: "hook", hook }, sessionId, call)), ...(warnings.length > 0 && { warnings }) };
    }),
    ...handle(providerRegister, ({ sessionId, _meta, ...provider }, call) =>
      register({ kind: "provider", provider }, sessionId, call),
    ),
    ...handle(contributionUnregister, async ({ registrationId }, call) => {
      if (clientOf(call).contributions.unregister(registrationId)) return null;
      throw noSuch(registrationId);
    }),
    ...handle(contributionValidate, async ({ registrationId, execute: mayExecute, inputs }, call) => {
      const client = clientOf(call);
      const definition = client.contributions.moduleOf(registrationId);
      if (definition === undefined) throw noSuch(registrationId);
      if (validating.has(client)) throw new RequestError("overloaded", "A validation is under way; wait for its end.");
      validating.add(client);
      const { validateContribution } = await import("../validate/validate-contribution.ts");
      const { signal } = call;
      const validation = validateContribution(definition, { mayExecute, inputs, signal });
      return {
        outcomes: await untilAborted(
          validation.finally(() => validating.delete(client)),
          signal,
        ),
      };
    }),
  };
}

function noSuch(registrationId: string): RequestError {
  return new RequestError("contribution-not-found", `This connection has no registration ${registrationId}.`);
}

/** A module may have events of any name; but a gate on an event that never comes guards nothing. */
function misspelt(events: readonly string[]): { readonly kind: string; readonly message: string }[] {
  return events.flatMap((event) => {
    const suggestion = isEventName(event) ? "" : didYouMean(event, Object.keys(EVENTS));
    if (suggestion === "") return [];
    return [{ kind: "event-unknown", message: `The kernel has no event "${event}"${suggestion}` }];
  });
}
