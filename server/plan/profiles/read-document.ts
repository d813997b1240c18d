/** From the text of a file to a profile, a bundle or an agent: checks every field, and brings the spellings to one form. Reads no other file. */
import { basename, dirname } from "node:path";
import { didYouMean, type JsonObject, type Problem } from "../../../kernel/index.ts";
import { type PlacedProblem, placeOf, problemsIn } from "../settings/schema-problems.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { parseYaml, type YamlText } from "../settings/yaml-text.ts";
import { agentsFrom, planFrom } from "../sources/relative-sources.ts";
import type { DocumentKind, ProfileDocument } from "./document.ts";
import { documentSchemas, RETIRED, sessionKeys } from "./document-schema.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { indentQuotes } from "./indent-quotes.ts";
import { readPlainYaml } from "./plain-yaml.ts";
import { agentsOf, contextOf, includesOf, isMap, namesOf, objectOf, planOf } from "./spelling.ts";

/** @param folder what its folder is for: it tells a flat agent from a flat profile @throws SettingsError `profile-invalid` with every problem */
export async function readDocument(text: string, file: string, folder: "profile" | "agent"): Promise<ProfileDocument> {
  const parts = splitFrontMatter(text, file);
  if (parts === undefined) throw invalid(file, [{ path: "", message: whatIsMissing(text) }]);
  const origin = { file, folder, body: parts.body };
  const plain = readPlainYaml(parts.yaml);
  const read = plain === undefined ? undefined : toDocument(plain, origin);
  if (read !== undefined && !isFaulty(read)) return read;
  const { tree, lineOf } = await parse(parts.yaml, parts.linesBefore, file);
  const document = toDocument(tree, origin);
  if (!isFaulty(document)) return document;
  throw invalid(
    file,
    document.map(({ keys, message }) => {
      const line = lineOf(keys) ?? lineOf(keys.slice(0, -1));
      return { path: placeOf(keys), message, ...(line !== undefined && { line }) };
    }),
  );
}

function whatIsMissing(text: string): string {
  if (/[\0\uFFFD]/.test(text)) return "it is not text in UTF-8; save it as that";
  if (/^\uFEFF?---[ \t]*(?:\r?\n|$)/.test(text))
    return "it must begin with YAML between two lines of ---; the second one is missing";
  return "it must begin with YAML between two lines of ---";
}

interface DocumentFile {
  readonly file: string;
  readonly folder: "profile" | "agent";
  readonly body: string;
}

/** Every problem, where there are any. */
function toDocument(
  tree: JsonObject,
  { file, folder, body }: DocumentFile,
): ProfileDocument | readonly PlacedProblem[] {
  const kind = kindOf(tree, folder);
  const { kept, ignored } = withoutRetired(tree, kind);
  const problems = problemsIn(documentSchemas()[kind], kept, "field");
  if (problems.length > 0) return problems;
  const head: JsonObject = { ...kept, ...objectOf(kept[HEAD[kind]]) };
  const instruction = textOf(body) ?? textOf(objectOf(kept.system).instruction) ?? textOf(kept.instruction);
  const { choice, inline } = agentsOf(kept.agents);
  return {
    kind,
    name: textOf(head.name) ?? basename(file).replace(/\.(?:md|ya?ml)$/, ""),
    description: textOf(head.description),
    version: head.version === undefined ? undefined : String(head.version),
    model: textOf(head.model),
    ...(kind === "bundle" && { namespaceRoot: textOf(head.namespace_root) }),
    parents: kind === "bundle" ? includesOf(kept.includes) : namesOf(kept.extends ?? objectOf(kept.profile).extends),
    plan: planFrom(planOf(kept), dirname(file)),
    agents: choice,
    inlineAgents: agentsFrom(inline, dirname(file)),
    exclude: { ...nullsOf(kept, head), ...objectOf(kept.exclude) },
    context: contextOf(kept.context),
    instruction,
    origin: file,
    ignored,
  };
}

/** A section that is null is one that is taken out of the parents. */
function nullsOf(tree: JsonObject, { model, instruction }: JsonObject): JsonObject {
  const sections = ["session", "providers", "tools", "hooks", "agents", "spawn", "context"];
  const gone = Object.entries({ ...tree, model, instruction }).filter(([key, value]) => {
    return value === null && [...sections, "model", "instruction"].includes(key);
  });
  return Object.fromEntries(gone.map(([key]) => [key, "all"]));
}

const HEAD = { profile: "profile", bundle: "bundle", agent: "meta" } as const;

function kindOf(tree: JsonObject, folder: "profile" | "agent"): DocumentKind {
  if (tree.bundle !== undefined) return "bundle";
  if (tree.meta !== undefined) return "agent";
  return tree.profile === undefined && folder === "agent" ? "agent" : "profile";
}

/** Without what has no effect here. A bundle is for other programs, too: what it says to them is none of our business. */
function withoutRetired(tree: JsonObject, kind: DocumentKind): { kept: JsonObject; ignored: string[] } {
  const ignored: string[] = [];
  const keep = (map: JsonObject, prefix: string, known: readonly string[]): JsonObject =>
    Object.fromEntries(
      Object.entries(map).filter(([key]) => {
        const isOthers = kind === "bundle" && !known.includes(key) && didYouMean(key, known) === "";
        if (!isOthers && !RETIRED.includes(key)) return true;
        ignored.push(`${prefix}${key}`);
        return false;
      }),
    );
  const kept = keep(tree, "", Object.keys(documentSchemas()[kind].shape));
  const inner = (name: string, known: readonly string[]): JsonObject => {
    const map = kept[name];
    return isMap(map) ? { [name]: keep(map, `${name}.`, known) } : {};
  };
  return { kept: { ...kept, ...inner(HEAD[kind], headKeys(kind)), ...inner("session", sessionKeys()) }, ignored };
}

function isFaulty(document: ProfileDocument | readonly PlacedProblem[]): document is readonly PlacedProblem[] {
  return Array.isArray(document);
}

function headKeys(kind: DocumentKind): string[] {
  return kind === "profile"
    ? ["name", "version", "description", "model", "extends"]
    : ["name", "version", "description", ...(kind === "bundle" ? ["namespace_root"] : [])];
}

async function parse(yaml: string, linesBefore: number, file: string): Promise<YamlText> {
  const read = (text: string): Promise<YamlText> => parseYaml(`${"\n".repeat(linesBefore)}${text}`, file);
  try {
    // What is wrong is told of the text as it stands.
    return await read(yaml).catch((error: unknown) =>
      read(indentQuotes(yaml)).catch(() => {
        throw error;
      }),
    );
  } catch (error) {
    if (error instanceof SettingsError) throw new SettingsError("profile-invalid", error.message, error.problems);
    throw error;
  }
}

function invalid(file: string, problems: readonly (Problem & { readonly line?: number })[]): SettingsError {
  const lines = problems.map(({ path, message, line }) => {
    const where = line === undefined ? file : `${file}:${line}`;
    return path === "" ? `${where}: ${message}` : `${where}: ${path}: ${message}`;
  });
  return new SettingsError("profile-invalid", lines.join("; "), problems);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
