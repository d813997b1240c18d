/** The files that belong to a session: what its instruction mentions, and those that the settings name, `AGENTS.md` by default. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { MountPlan } from "../../../kernel/index.ts";
import { directoriesOf } from "../../store/directories.ts";
import type { PlanWarning } from "../compile-plan.ts";
import type { Settings } from "../settings/read-settings.ts";
import { contextBlock, type LoadedMentions, loadMentions, type MentionSource } from "./load-mentions.ts";
import type { MentionRoots } from "./mention-roots.ts";

export interface ContextPlace {
  readonly cwd: string;
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
}

export function mentionRoots({ cwd, settings, environment }: ContextPlace): MentionRoots {
  const home = environment.HOME || homedir();
  const { root, values } = settings;
  return {
    cwd,
    workspace: root,
    home,
    user: [directoriesOf(environment).config, join(home, ".amplifier")],
    project: [join(root, ".ampd"), join(root, ".amplifier")],
    collections: values.collections ?? {},
  };
}

/** The instruction with the files behind it. They are read anew each time that a session starts, and not stored with its plan. */
export async function withContextFiles(
  plan: MountPlan,
  place: ContextPlace,
): Promise<{ plan: MountPlan; warnings: PlanWarning[] }> {
  const { instruction = "" } = plan;
  const sources = [
    ...standingSources(place),
    { text: instruction, directory: place.cwd, reach: "everything" as const },
  ];
  const { files, problems } = await loadMentions(sources, mentionRoots(place));
  const text = [instruction, contextBlock(files)].filter((part) => part !== "").join("\n\n");
  const warnings = problems.map((message) => ({ kind: "context-not-loaded", path: "instruction", message }));
  return { plan: text === "" ? plan : { ...plan, instruction: text }, warnings };
}

/** What a person's prompt mentions. */
export async function promptMentions(text: string, place: ContextPlace): Promise<LoadedMentions> {
  return loadMentions([{ text, directory: place.cwd, reach: "everything" }], mentionRoots(place));
}

/** The user's before the workspace's, the top of the workspace before the session's directory. */
function standingSources({ cwd, settings: { root, values } }: ContextPlace): MentionSource[] {
  const named = values.context_files;
  if (named !== undefined) return [{ text: named.map(asMention).join("\n"), directory: cwd, reach: "everything" }];
  return [
    { text: "@user:AGENTS.md", directory: cwd, reach: "everything" },
    { text: "@./AGENTS.md @project:AGENTS.md", directory: root, reach: "workspace" },
    { text: "@./AGENTS.md", directory: cwd, reach: "workspace" },
  ];
}

function asMention(file: string): string {
  return file.startsWith("@") ? file : `@${file}`;
}
