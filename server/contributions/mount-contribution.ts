/** Mounts what somebody contributes in a session: all of it, or nothing. */
import { KernelError, messageOf, type Undo } from "../../kernel/index.ts";
import { RequestError } from "../session/request-error.ts";
import { compileInputSchema, type InputCheck } from "./input-schema.ts";
import { type HookDeclaration, mountRemoteHook } from "./remote-hook.ts";
import { type ProviderDeclaration, remoteProvider } from "./remote-provider.ts";
import { remoteTool, type ToolDeclaration } from "./remote-tool.ts";
import type { Site } from "./site.ts";

export type Contribution =
  | { readonly kind: "tool"; readonly tools: readonly CheckedTool[] }
  | { readonly kind: "hook"; readonly hook: HookDeclaration }
  | { readonly kind: "provider"; readonly provider: ProviderDeclaration };

export interface CheckedTool {
  readonly declaration: ToolDeclaration;
  readonly check: InputCheck;
}

export function namesOf(contribution: Contribution): string[] {
  if (contribution.kind === "tool") return contribution.tools.map(({ declaration }) => declaration.name);
  return [contribution.kind === "hook" ? contribution.hook.name : contribution.provider.name];
}

/** @throws RequestError `invalid-params`: a schema that is none, two tools of one name */
export async function checkTools(declarations: readonly ToolDeclaration[]): Promise<CheckedTool[]> {
  const names = declarations.map(({ name }) => name);
  const checked = declarations.map(async (declaration, index) => {
    const place = `tools.${index}`;
    if (names.indexOf(declaration.name) < index)
      throw invalid(`${place}.name`, `"${declaration.name}" is listed twice`);
    try {
      return { declaration, check: await compileInputSchema(declaration.inputSchema) };
    } catch (error) {
      throw invalid(`${place}.inputSchema`, `it is no JSON Schema (2020-12) of an object: ${messageOf(error)}`);
    }
  });
  return Promise.all(checked);
}

/** @param providerName what the provider is mounted under; default: its own name. @throws RequestError `contribution-exists` */
export function mountContribution(contribution: Contribution, site: Site, providerName?: string): Undo {
  const { coordinator } = site;
  if (contribution.kind === "hook") return mountRemoteHook(contribution.hook, site);
  if (contribution.kind === "provider") {
    const name = providerName ?? contribution.provider.name;
    const provider = remoteProvider(contribution.provider, name, site);
    return unlessTaken("provider", name, () => coordinator.mount("providers", provider, { name }));
  }
  const undos: Undo[] = [];
  const undoAll = (): void => {
    for (const undo of undos) undo();
  };
  try {
    for (const { declaration, check } of contribution.tools) {
      const { name } = declaration;
      const tool = remoteTool(declaration, check, site);
      undos.push(unlessTaken("tool", name, () => coordinator.mount("tools", tool, { name })));
    }
    return undoAll;
  } catch (error) {
    undoAll();
    throw error;
  }
}

function unlessTaken(kind: string, name: string, mount: () => Undo): Undo {
  try {
    return mount();
  } catch (error) {
    if (!(error instanceof KernelError) || error.code !== "mount-point-taken") throw error;
    throw alreadyThere(kind, name);
  }
}

export function alreadyThere(kind: string, name: string): RequestError {
  return new RequestError(
    "contribution-exists",
    `There is a ${kind} "${name}" already; choose another name, or take that one away first.`,
    { name },
  );
}

function invalid(path: string, message: string): RequestError {
  return new RequestError("invalid-params", `${path}: ${message}`, { problems: [{ path, message }] });
}
