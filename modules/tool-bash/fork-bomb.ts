/** Finds a function that calls itself in the background or in a pipeline: it doubles until the machine is full. */
import type { SyntaxNode } from "unbash";

type Visit = (node: SyntaxNode, each: (child: SyntaxNode) => void) => void;

export async function hasForkBomb(text: string): Promise<boolean> {
  const { parse, forEachChild } = await import("unbash");
  try {
    return findBomb(parse(text), forEachChild);
  } catch {
    // What the parser cannot read has no functions that it knows of; the plain form is known by its text.
    return text.replaceAll(/\s/g, "").includes(":(){:|:&};:");
  }
}

function findBomb(node: SyntaxNode, visit: Visit): boolean {
  if (node.type === "Function" && forksInto(node.body, node.name.value, visit)) return true;
  return anyChild(node, visit, (child) => findBomb(child, visit));
}

function forksInto(node: SyntaxNode, name: string, visit: Visit): boolean {
  const forks = node.type === "Pipeline" || (node.type === "Statement" && node.background === true);
  return (forks && calls(node, name, visit)) || anyChild(node, visit, (child) => forksInto(child, name, visit));
}

function calls(node: SyntaxNode, name: string, visit: Visit): boolean {
  if (node.type === "Command" && node.name?.value === name) return true;
  return anyChild(node, visit, (child) => calls(child, name, visit));
}

function anyChild(node: SyntaxNode, visit: Visit, test: (child: SyntaxNode) => boolean): boolean {
  let isFound = false;
  visit(node, (child) => {
    isFound ||= test(child);
  });
  return isFound;
}
