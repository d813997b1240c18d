/**
 * Places where bash evaluates the *value* of a variable as code: arithmetic, subscripts, indirection, prompts. A line can put a
 * command into a variable as harmless text and have it run there, so anything but plain numbers in such a place is opaque.
 */
import type { SyntaxNode, Word } from "unbash";

/** Why nobody can know what this node runs, or nothing. It looks at the node alone, not at its children. */
export function hiddenEvaluation(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case "ArithmeticWord":
      return isNumber(node.value) ? undefined : "arithmetic over variables may run commands";
    case "ArithmeticExpansion":
    case "ArithmeticCommand":
      return node.expression === undefined ? "the arithmetic could not be read" : undefined;
    case "ParameterExpansion":
      return hiddenInParameter(node);
    case "Assignment":
      return node.index !== undefined && !isNumber(node.index.value) ? SUBSCRIPT : undefined;
    case "ArrayValue":
      return node.elements.some((element) => /^\[.*\]\+?=/s.test(element.text)) ? SUBSCRIPT : undefined;
    case "TestBinary":
      return NUMERIC.has(node.operator) && !(isNumber(node.left.value) && isNumber(node.right.value))
        ? "a numeric test over variables may run commands"
        : undefined;
    case "TestUnary":
      return node.operator === "-v" || node.operator === "-R"
        ? "testing a variable by name may run commands"
        : undefined;
    default:
      return undefined;
  }
}

const SUBSCRIPT = "a subscript that is not a number may run commands";
const NUMERIC = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]);

type ParameterExpansion = Extract<SyntaxNode, { type: "ParameterExpansion" }>;

function hiddenInParameter({ prefix, index, operation }: ParameterExpansion): string | undefined {
  if (prefix === "!") return "an indirect expansion may run commands";
  if (index !== undefined && !isNumber(index.value) && index.value !== "@" && index.value !== "*") return SUBSCRIPT;
  if (operation?.type === "Transform") return "an expansion that transforms a value may run commands";
  const isLooseSlice = operation?.type === "Slice" && ![operation.offset, operation.length].every(isNumberWord);
  return isLooseSlice ? "a slice over variables may run commands" : undefined;
}

function isNumberWord(word: Word | undefined): boolean {
  return word === undefined || isNumber(word.value.trim());
}

function isNumber(text: string): boolean {
  return /^-?\s?[0-9]{1,18}$/.test(text);
}
