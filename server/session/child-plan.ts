/**
 * From a session's plan and an agent's overlay to the plan of a sub-session. Pure. What a child may do is never more than what its
 * parent may: hooks can only be added, and of the approval policy an overlay can only make more strict.
 */
import { didYouMean, entryId, type JsonObject, type ModuleEntry, type MountPlan } from "../../kernel/index.ts";

/** Modules by their id in the plan, or by name. Absent: everything is inherited. */
export interface Inheritance {
  readonly inheritTools?: readonly string[] | undefined;
  readonly excludeTools?: readonly string[] | undefined;
  readonly inheritHooks?: readonly string[] | undefined;
  readonly excludeHooks?: readonly string[] | undefined;
}

export interface ChildPlanInput {
  /** `${VAR}` unresolved. */
  readonly parent: MountPlan;
  readonly agent: string;
  readonly overlay: JsonObject;
  readonly inheritance: Inheritance;
  /** The mode that the parent's approval policy is in now. */
  readonly mode: string | undefined;
}

/** As `session/create` takes them. */
export interface ChildPlan {
  readonly mountPlan: JsonObject;
  readonly overrides: JsonObject;
  /** What of the overlay has no effect, and why. */
  readonly warnings: readonly string[];
}

const POLICY = "hooks-approval";
const OVERLAY_KEYS = [
  "description",
  "session",
  "providers",
  "tools",
  "hooks",
  "system",
  "instruction",
  "agents",
  "spawn",
];
/** What an agent's file says of itself. */
const DESCRIPTIVE_KEYS = ["name", "meta"];

export function childPlan(input: ChildPlanInput): ChildPlan {
  const { parent, agent, overlay, inheritance, mode } = input;
  const { excludeTools = [], inheritHooks, excludeHooks = [] } = inheritance;
  const own = objectOf(overlay.spawn);
  const tools = parent.tools.filter((entry) => {
    const isTaken = [inheritance.inheritTools, own.tools].every((list) => !isList(list) || names(list, entry));
    return isTaken && ![excludeTools, own.exclude_tools].some((list) => isList(list) && names(list, entry));
  });
  const hooks = parent.hooks
    .filter((entry) => {
      const isTaken = inheritHooks === undefined || names(inheritHooks, entry);
      return entry.module === POLICY || (isTaken && !names(excludeHooks, entry));
    })
    .map((entry) => (entry.module === POLICY ? strictPolicy(entry, policyOf(overlay), mode) : entry));
  const added = addedHooks(parent, overlay);
  const instruction = objectOf(overlay.system).instruction ?? overlay.instruction;
  return {
    mountPlan: { ...parent, session: sessionOf(parent, overlay), tools, hooks, agents: agentsFor(parent, overlay) },
    overrides: {
      ...(overlay.session !== undefined && { session: overlay.session }),
      ...(overlay.providers !== undefined && { providers: overlay.providers }),
      ...(overlay.tools !== undefined && { tools: overlay.tools }),
      ...(added.hooks.length > 0 && { hooks: added.hooks }),
      ...(instruction !== undefined && { instruction }),
    },
    warnings: [
      ...unknownKeys(agent, overlay),
      ...added.refused.map((id) => `agents.${agent}.hooks: ${id} is the parent's and stays as it is`),
    ],
  };
}

/** Another loop or context than the parent's does not take over the config of the parent's. */
function sessionOf(parent: MountPlan, overlay: JsonObject): JsonObject {
  const session: JsonObject = { ...parent.session };
  const wanted = objectOf(overlay.session);
  for (const point of ["orchestrator", "context"] as const) {
    const { module } = objectOf(wanted[point]);
    if (module !== undefined && module !== parent.session[point].module) session[point] = { module };
  }
  return session;
}

function agentsFor({ agents }: MountPlan, overlay: JsonObject): JsonObject {
  const wanted = overlay.agents;
  if (wanted === "none") return {};
  if (!isList(wanted)) return agents;
  return Object.fromEntries(Object.entries(agents).filter(([name]) => wanted.includes(name)));
}

/** A hook of the overlay that goes by the id of one of the parent's has no effect, save for the approval policy's. */
function addedHooks(parent: MountPlan, overlay: JsonObject): { hooks: unknown[]; refused: string[] } {
  const known = new Set(parent.hooks.map(entryId));
  const hooks: unknown[] = [];
  const refused: string[] = [];
  for (const entry of isList(overlay.hooks) ? overlay.hooks : []) {
    const { module, instance_id: instance = module, id = instance } = moduleEntry(entry);
    const isPolicy = module === POLICY && parent.hooks.some((hook) => hook.module === POLICY);
    if (isPolicy) continue;
    if (known.has(String(id))) refused.push(String(id));
    else hooks.push(entry);
  }
  return { hooks, refused };
}

function policyOf(overlay: JsonObject): JsonObject {
  const entries = isList(overlay.hooks) ? overlay.hooks.map(moduleEntry) : [];
  return objectOf(entries.find(({ module }) => module === POLICY)?.config);
}

/** The parent's rules, and the overlay's that ask or deny; the parent's mode now, unless the overlay names one in which nothing is written. */
function strictPolicy(entry: ModuleEntry, wanted: JsonObject, mode: string | undefined): ModuleEntry {
  const { rules = [], ...config } = entry.config ?? {};
  const stricter = isList(wanted.rules) ? wanted.rules.filter((rule) => !allows(objectOf(rule))) : [];
  const isReading = wanted.mode === "read-only" || wanted.mode === "plan";
  return {
    ...entry,
    config: {
      ...config,
      ...(mode !== undefined && { mode }),
      ...(isReading && { mode: wanted.mode }),
      ...(wanted.default_action === "deny" && { default_action: "deny" }),
      rules: [...(isList(rules) ? rules : []), ...stricter],
    },
  };
}

function allows({ effect, action }: JsonObject): boolean {
  return effect === "allow" || action === "auto_approve";
}

function unknownKeys(agent: string, overlay: JsonObject): string[] {
  return Object.keys(overlay)
    .filter((key) => !OVERLAY_KEYS.includes(key) && !DESCRIPTIVE_KEYS.includes(key))
    .map((key) => `agents.${agent}.${key}: unknown key${didYouMean(key, OVERLAY_KEYS)}`);
}

function names(list: readonly unknown[], entry: ModuleEntry): boolean {
  return list.includes(entryId(entry)) || list.includes(entry.module);
}

function moduleEntry(entry: unknown): JsonObject {
  return typeof entry === "string" ? { module: entry } : objectOf(entry);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
