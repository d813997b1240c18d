/** The OpenRPC document: https://spec.open-rpc.org. Notifications are methods without a result. */
import { type AnyMessageType, ERRORS, type ErrorKind, MESSAGES, PROTOCOL_VERSIONS } from "../../protocol/index.ts";
import { isForModules, paramsSchema, type Schema, toSchema } from "./schemas.ts";

export function openRpc(): Schema {
  return {
    openrpc: "1.3.2",
    info: {
      title: "ampd",
      version: PROTOCOL_VERSIONS[0],
      description: "Agent sessions over stdio, in JSON-RPC 2.0. `x-direction` says who sends a message.",
    },
    methods: MESSAGES.filter((message) => !isForModules(message)).map(method),
  };
}

function method(message: AnyMessageType): Schema {
  const schema = paramsSchema(message);
  const required = (schema.required ?? []) as string[];
  const params = Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(([name, property]) => {
    return { name, required: required.includes(name), schema: property };
  });
  const common = {
    name: message.method,
    summary: message.about,
    paramStructure: "by-name",
    params,
    "x-direction": message.direction,
    "x-type": message.type,
  };
  if (message.type === "notification") return common;
  const errors = message.errors.map((kind) => {
    const { code, about } = ERRORS[kind as ErrorKind];
    return { code, message: about, data: { kind } };
  });
  return { ...common, result: { name: "result", schema: toSchema(message.result(), "output") }, errors };
}
