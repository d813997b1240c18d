/** A profile, a bundle or an agent as one form, whichever of the spellings its file uses. Plain data. */
import type { JsonObject } from "../../../kernel/index.ts";

export type DocumentKind = "profile" | "bundle" | "agent";

/** Which agents a plan offers: every one that is found, none, or these. */
export type AgentChoice = "all" | "none" | readonly string[];

export interface ProfileDocument {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  /** `provider/model`, or a model of the first provider. */
  readonly model?: string | undefined;
  /** Of a bundle: from its file to the folder that its own name means; the file's own folder when absent. */
  readonly namespaceRoot?: string | undefined;
  /** Profiles that this one builds on, the weakest first; a bundle's includes. */
  readonly parents: readonly string[];
  /** `session`, `providers`, `tools`, `hooks`: what this document itself says of a plan; modules are entries. */
  readonly plan: JsonObject;
  /** Nothing: as in the parents. */
  readonly agents?: AgentChoice | undefined;
  /** Agents that are written in the document itself, by name, as overlays. */
  readonly inlineAgents: JsonObject;
  /** What is taken out of the parents: by section, `all`, a list of module ids, or a map of the same. */
  readonly exclude: JsonObject;
  /** Mentions of files that belong to the instruction. */
  readonly context: readonly string[];
  readonly instruction?: string | undefined;
  /** The file, or `built-in:NAME`. */
  readonly origin: string;
  /** Fields that had a meaning once, or for another program: they have no effect here. */
  readonly ignored: readonly string[];
}
