/** Makes the text that the model gets: the same one as long as nothing has changed. */
import { platform } from "node:process";
import type { Coordinator } from "../../kernel/index.ts";
import { sessionBase } from "../lib/paths/index.ts";
import type { Config } from "./config.ts";
import { openRepository } from "./git.ts";
import { gitSection } from "./git-section.ts";

/** Leaves room for other hooks in the 10,240 bytes that the kernel allows for one request by default. */
const MAX_TEXT_BYTES = 6000;

export async function statusText(coordinator: Coordinator, config: Config, signal: AbortSignal): Promise<string> {
  const { cwd } = sessionBase(coordinator);
  const { sessionId, parentId, host } = coordinator;
  const git = config.include_git
    ? await openRepository(cwd, { signal, timeoutMs: config.git_timeout * 1000 })
    : undefined;
  const lines = [
    `Working directory: ${cwd}`,
    `Platform: ${platform}`,
    ...(config.include_datetime ? [dateLine(new Date(host.clock.now()), config)] : []),
    ...(config.include_session ? [`Session: ${sessionId}${parentId === undefined ? "" : ` (of ${parentId})`}`] : []),
    ...(config.include_git ? [`Git repository: ${git === undefined ? "no" : "yes"}`] : []),
    ...(git === undefined ? [] : await gitSection(git, config)),
  ];
  return [
    '<system-reminder source="hooks-status-context">',
    "The environment as it is now, for your information; the user did not write this.",
    ...withinBytes(lines, MAX_TEXT_BYTES),
    "</system-reminder>",
  ].join("\n");
}

/** By the day: a text that changes with every minute would keep the provider's cache from being used. */
function dateLine(now: Date, config: Config): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = config.datetime_include_time ? ` ${two(now.getHours())}:${two(now.getMinutes())}` : "";
  const zone = config.datetime_include_timezone ? ` ${Intl.DateTimeFormat().resolvedOptions().timeZone}` : "";
  return `Date: ${date}${time}${zone}`;
}

function withinBytes(lines: readonly string[], maxBytes: number): string[] {
  let bytes = 0;
  const fitting = lines.filter((line) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes <= maxBytes;
  });
  return fitting.length === lines.length ? fitting : [...fitting, `(${lines.length - fitting.length} more lines)`];
}
