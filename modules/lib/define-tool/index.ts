/** A tool from a zod schema: what every tool module would write again. */
import * as z from "zod";
import {
  type ApprovalDetail,
  failure,
  type JsonObject,
  type JsonSchema,
  type Tool,
  type ToolContext,
  type ToolResult,
} from "../../../kernel/index.ts";
import { inputProblems } from "./input-problems.ts";

export interface ToolDeclaration<Input> extends Pick<Tool, "name" | "description" | "annotations"> {
  /** A strict object; `.describe()` on each key reaches the model. */
  readonly input: z.ZodType<Input>;
  readonly execute: (input: Input, context: ToolContext) => Promise<ToolResult>;
  readonly preview?: (input: Input) => Promise<ApprovalDetail>;
}

/** A tool from a zod schema: the JSON Schema is derived, and input that does not fit is a failure that says why. */
export function defineTool<Input>(declaration: ToolDeclaration<Input>): Tool {
  const { name, description, input: schema, annotations, preview } = declaration;
  const inputSchema = toJsonSchema(schema);
  return {
    name,
    description,
    inputSchema,
    ...(annotations && { annotations }),
    async execute(input, context) {
      const parsed = schema.safeParse(input);
      if (parsed.success) return declaration.execute(parsed.data, context);
      const keys = Object.keys(Object(inputSchema.properties) as object);
      return failure("invalid-input", `${name}: ${inputProblems(parsed.error.issues, input, keys)}`);
    },
    ...(preview && { preview: async (input: JsonObject) => preview(schema.parse(input)) }),
  };
}

/** What a value of the schema must look like before defaults are filled in. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
