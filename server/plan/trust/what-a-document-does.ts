/**
 * What a profile, a bundle or an agent of somebody else would do besides choosing modules and saying an instruction. Numbers, names of
 * models and what only narrows are harmless; everything else waits for trust. Pure.
 */
import type { JsonObject } from "../../../kernel/index.ts";
import { findMentions } from "../mentions/find-mentions.ts";
import type { ProfileDocument } from "../profiles/document.ts";
import { type Leaf, leavesOf } from "../settings/leaves.ts";
import { whyItMatters } from "./what-matters.ts";

/** Its place, and why it matters, in words that follow "it"; nothing for a document that may be used without trust. */
export function whatItDoes(document: ProfileDocument): string | undefined {
  const { plan, inlineAgents, instruction = "", context } = document;
  return ofPlan(plan) ?? ofAgents(inlineAgents) ?? ofText([instruction, ...context].join("\n"));
}

function ofAgents(agents: JsonObject): string | undefined {
  for (const [name, agent] of Object.entries(agents)) {
    const overlay = agent as JsonObject;
    const nested = typeof overlay.agents === "object" && !Array.isArray(overlay.agents) ? overlay.agents : {};
    const found = ofPlan(overlay) ?? ofAgents((nested ?? {}) as JsonObject) ?? ofText(JSON.stringify(overlay));
    if (found !== undefined) return `agents.${name}: ${found}`;
  }
  return undefined;
}

function ofPlan(plan: JsonObject): string | undefined {
  const { orchestrator, context } = (plan.session ?? {}) as JsonObject;
  const places: [string, unknown][] = [
    ["session.orchestrator", orchestrator],
    ["session.context", context],
    ...["providers", "tools", "hooks"].flatMap((section) => {
      const list = plan[section];
      return Array.isArray(list) ? list.map((entry): [string, unknown] => [section, entry]) : [];
    }),
  ];
  for (const [section, entry] of places) {
    if (typeof entry !== "object" || entry === null) continue;
    const why = ofEntry(section, entry as JsonObject);
    if (why !== undefined) return `${section}: ${why}`;
  }
  return undefined;
}

function ofEntry(section: string, { module, source, config = {} }: JsonObject): string | undefined {
  if (source !== undefined && source !== null) return `${module}: source: it loads code`;
  for (const leaf of leavesOf({ [section]: { [String(module)]: { config } } }, { scope: "project" })) {
    const why = isNumber(leaf) ? undefined : whyItMatters(leaf, []);
    if (why !== undefined && !isSwitchOfSession(section, leaf)) return `${leaf.path.slice(1).join(".")}: it ${why}`;
  }
  return undefined;
}

function isNumber({ value }: Leaf): boolean {
  return typeof value === "number";
}

/** What a loop and a history are told is how they work; they reach nothing. Texts may name files. */
function isSwitchOfSession(section: string, { value }: Leaf): boolean {
  return section.startsWith("session.") && typeof value === "boolean";
}

function ofText(text: string): string | undefined {
  const mention = findMentions(text).find(
    ({ namespace, path }) => namespace === "user" || path.startsWith("~/") || path.startsWith("/"),
  );
  return mention === undefined ? undefined : `${mention.text}: it reads a file of yours`;
}
