/** The reference page of all messages. */
import { type AnyMessageType, MESSAGES, PROTOCOL_VERSIONS } from "../../protocol/index.ts";
import { GENERATED_NOTE, propertyRows, table, typeOf } from "./markdown.ts";
import { paramsSchema, toSchema } from "./schemas.ts";

export function methodsPage(): string {
  const intro = `Version ${PROTOCOL_VERSIONS.join(", ")}. How messages travel is in [protocol.md](../protocol.md).`;
  return `${[GENERATED_NOTE, "# Messages", intro, ...MESSAGES.map(section)].join("\n\n")}\n`;
}

function section(message: AnyMessageType): string {
  const sender = message.direction.replace("-to-", " → ");
  const rows = propertyRows(paramsSchema(message));
  const parts = [
    `## \`${message.method}\``,
    `*${message.type}, ${sender}.* ${message.about}`,
    rows.length === 0 ? "No params." : table(["param", "type", "meaning"], rows),
  ];
  if (message.type === "request") parts.push(...result(message));
  return parts.join("\n\n");
}

function result(message: Extract<AnyMessageType, { type: "request" }>): string[] {
  const schema = toSchema(message.result(), "output");
  const rows = propertyRows(schema);
  const parts = rows.length === 0 ? [`Result: \`${typeOf(schema)}\`.`] : [table(["result", "type", "meaning"], rows)];
  if (message.errors.length > 0) parts.push(`Errors: ${message.errors.map((kind) => `\`${kind}\``).join(", ")}.`);
  return parts;
}
