/** Walks the syntax tree and collects its simple commands. A node that it does not know, or an error anywhere, refuses the line. */
import {
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  type Redirection,
  type SyntaxNode,
  type Word,
} from "unbash";
import { doubtInNode, type Surroundings } from "./doubtful-syntax.ts";
import { hiddenEvaluation } from "./hidden-evaluation.ts";
import {
  opaqueCommand,
  type ShellAssignment,
  type ShellRedirection,
  type ShellWord,
  type SimpleCommand,
  Unparsable,
} from "./simple-command.ts";
import { hasQuotedTilde, readWord } from "./word.ts";

const MAX_DEPTH = 100;

export function collectCommands(script: ParsedScript, text: string): SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  const visit = (node: SyntaxNode, depth: number, around: Surroundings): void => {
    if (depth > MAX_DEPTH) throw new Unparsable("it is nested too deeply");
    const doubt = doubtInNode(node, around);
    if (doubt !== undefined) throw new Unparsable(`it has ${doubt}`);
    commands.push(...commandsOf(node));
    const hidden = hiddenEvaluation(node);
    if (hidden !== undefined) commands.push(opaqueCommand(hidden));
    const inside = {
      source: (node.type === "Script" ? node.source : undefined) ?? around.source,
      isInner: around.isInner || node.type === "CommandExpansion" || node.type === "ProcessSubstitution",
    };
    forEachChild(node, (child) => visit(child, depth + 1, inside));
  };
  visit(script, 0, { source: text, isInner: false });
  return commands;
}

/** What this node itself runs or sets; its children are visited after it. */
function commandsOf(node: SyntaxNode): SimpleCommand[] {
  switch (node.type) {
    case "Command":
      return [readCommand(node)];
    case "Redirected":
      return [{ argv: [], assignments: [], redirections: files(node.redirects), isTransparent: false }];
    case "For":
    case "Select":
      return [assigns(node.name.value)];
    case "FileDescriptorVariable":
      return [assigns(node.name)];
    case "ParameterExpansion":
      return node.operation?.type === "Default" && node.operation.operator.endsWith("=")
        ? [assigns(node.parameter)]
        : [];
    default:
      return [];
  }
}

function readCommand(node: Command): SimpleCommand {
  const argv: ShellWord[] = node.name === undefined ? [] : [readWord(node.name)];
  const assignments: ShellAssignment[] = [];
  for (const item of node.prefix) if (item.type === "Assignment") assignments.push(readAssignment(item));
  for (const item of node.args) {
    if (item.type === "Word") argv.push(readWord(item));
    else {
      const assignment = readAssignment(item);
      assignments.push(assignment);
      argv.push(asWord(item, assignment));
    }
  }
  const [name] = argv;
  const unknown = name !== undefined && !name.isLiteral;
  return {
    argv,
    assignments,
    redirections: files(node.redirects),
    ...(unknown && { opaque: `the command's name, ${name.text}, is not literal` }),
    isTransparent: false,
  };
}

/** An assignment among the words, as `export A=b` has it: a word, and an assignment too. */
function asWord(item: Assignment, { value }: ShellAssignment): ShellWord {
  const isPlain = value.isLiteral && item.index === undefined && item.append !== true;
  return isPlain ? { text: `${item.name}=${value.text}`, isLiteral: true } : { text: item.text, isLiteral: false };
}

function readAssignment(item: Assignment): ShellAssignment {
  const { name, value } = item;
  if (value.type === "Word" && item.index === undefined && item.append !== true)
    return { name, value: readWord(value) };
  return { name, value: { text: item.text, isLiteral: false } };
}

function assigns(name: string): SimpleCommand {
  const assignments = [{ name, value: { text: "", isLiteral: false } }];
  return { argv: [], assignments, redirections: [], isTransparent: false };
}

function files(redirections: readonly Redirection[]): ShellRedirection[] {
  return redirections.flatMap((redirection) => {
    if (redirection.type !== "Redirect") return [];
    const { operator, target } = redirection;
    if (target === undefined) throw new Unparsable("it has a redirection without a target");
    // What duplicates a descriptor names no file; every other use of `>&` is refused.
    return operator.endsWith("&") ? [] : [{ operator, ...targetOf(target) }];
  });
}

function targetOf(target: Word): { target: string; isLiteral: boolean } {
  const { text, isLiteral } = readWord(target);
  return { target: text, isLiteral: isLiteral && !hasQuotedTilde(target) };
}
