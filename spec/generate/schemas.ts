/** JSON Schemas of every message's params and result. */
import * as z from "zod";
import { type AnyMessageType, MESSAGES } from "../../protocol/index.ts";

export type Schema = Record<string, unknown>;

/** By a name that is a file's: `session.execute.params`. */
export function messageSchemas(): Map<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const message of MESSAGES) {
    const name = `${isForModules(message) ? "process." : ""}${message.method.replace("$/", "").replaceAll("/", ".")}`;
    schemas.set(`${name}.params`, titled(message, "params", paramsSchema(message)));
    if (message.type === "request")
      schemas.set(`${name}.result`, titled(message, "result", toSchema(message.result(), "output")));
  }
  return schemas;
}

/** Only a module in a process of its own sends or takes it; a client never does. */
export function isForModules({ direction }: AnyMessageType): boolean {
  return direction === "server-to-module" || direction === "module-to-server";
}

/** What a sender may write: defaults may be left out. */
export function paramsSchema(message: AnyMessageType): Schema {
  return toSchema(message.params(), "input");
}

export function toSchema(schema: z.ZodType, io: "input" | "output"): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function titled(message: AnyMessageType, part: string, schema: Schema): Schema {
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: `${message.method} ${part}`, ...schema };
}
