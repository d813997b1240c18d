/** Makes a live session of a plan and of what is stored, mounts its modules, and says what whoever asked for it should know. */
import type { JsonObject } from "../../kernel/index.ts";
import { processesOf } from "../contributions/exec-module.ts";
import { modeWarnings } from "../plan/approval-policy.ts";
import { collectionModules } from "../plan/collections/collection-modules.ts";
import type { PlanWarning } from "../plan/compile-plan.ts";
import type { ContextPlace } from "../plan/mentions/context-files.ts";
import { moduleResolver } from "../plan/module-resolver.ts";
import type { Settings } from "../plan/settings/read-settings.ts";
import type { PermissionRule } from "../plan/settings/schema.ts";
import type { SettingsService } from "../plan/settings/settings-service.ts";
import { directoriesOf } from "../store/directories.ts";
import type { LiveSessionOptions } from "./kernel-session.ts";
import { LiveSession } from "./live-session.ts";
import { bindPromptMentions } from "./prompt-mentions.ts";
import type { StartedSession } from "./session-requests.ts";

type PartKeys = "plan" | "secrets" | "stored" | "isResumed" | "lastSeq" | "compiledPlan" | "kinship";

export type SessionParts = Pick<LiveSessionOptions, PartKeys> & { readonly settings: Settings };

export interface Beginning {
  /** Called before the first event. */
  readonly onStart: (session: LiveSession) => void;
  /** Where the mentions of prompts lead; nothing: they are text. */
  readonly mentions: ContextPlace | undefined;
}

/** What all sessions of a process share. */
export interface StartContext
  extends Pick<LiveSessionOptions, "environment" | "subscriptions" | "allowsYolo" | "report"> {
  readonly settings: SettingsService;
  readonly capabilitiesFor: (session: LiveSession) => JsonObject;
  /** Called when its modules are mounted. */
  readonly onMounted: (session: LiveSession) => void;
}

/** @throws KernelError, StoreError; then the session is closed */
export async function startSession(
  { settings: held, ...parts }: SessionParts,
  { onStart, mentions }: Beginning,
  { settings, capabilitiesFor, onMounted, ...shared }: StartContext,
): Promise<StartedSession> {
  const { plan } = parts;
  const { environment, allowsYolo } = shared;
  const { cwd } = parts.stored.metadata;
  const notes: PlanWarning[] = [];
  const directories = directoriesOf(environment);
  const resolver = moduleResolver({
    cwd,
    environment,
    settings: held,
    directories,
    collections: collectionModules(settings.collections, held),
    processes: processesOf(plan),
    note: (message) => notes.push({ kind: "source-offline", message }),
  });
  const capabilitiesOf = (made: LiveSession): JsonObject => ({
    "settings.add_rule": (rule: PermissionRule) => settings.addRule(cwd, rule),
    "user.credentials_dir": directories.credentials,
    ...capabilitiesFor(made),
  });
  const options = { ...parts, ...shared, capabilitiesOf, resolver };
  const session = new LiveSession(options);
  try {
    onStart(session);
    if (mentions !== undefined) bindPromptMentions(session.kernel.coordinator, mentions);
    const mounts = await session.start();
    onMounted(session);
    const warnings = mounts.failures.map(({ path, module, reason }) => {
      return { kind: "module-load-failed", path, message: `${module}: ${reason}` };
    });
    // What modules have to tell whoever makes the session, such as a server that did not start.
    const told = await session.kernel.coordinator.collectContributions("session.warnings");
    warnings.push(...(told.flat() as typeof warnings));
    return { session, report: mounts, warnings: [...warnings, ...notes, ...modeWarnings(plan, { allowsYolo })] };
  } catch (error) {
    await session.close();
    throw parts.secrets.maskError(error);
  }
}
