/** The schema that a turn's final answer is held to. The validator is loaded with the first one. */
import { type JsonSchema, KernelError, messageOf } from "../../../kernel/index.ts";
import type { Check } from "../json-schema/index.ts";

/** @throws KernelError `prompt-invalid` where the schema is none */
export async function compileOutputSchema(schema: JsonSchema): Promise<Check> {
  const { compileSchema } = await import("../json-schema/index.ts");
  try {
    return compileSchema(schema);
  } catch (error) {
    const message = `it is no JSON Schema: ${messageOf(error)}`;
    const problems = [{ path: "outputSchema", message }];
    throw new KernelError("prompt-invalid", `outputSchema: ${message}`, { problems });
  }
}
