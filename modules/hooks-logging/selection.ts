/** Which events are logged. Exclusion wins. */
import { isEventName, matchesPattern } from "../../kernel/index.ts";
import type { Config } from "./config.ts";

export function selects(config: Config): (event: string) => boolean {
  const isAny = (patterns: readonly string[], event: string): boolean =>
    patterns.some((pattern) => matchesPattern(pattern, event));
  return (event) =>
    !isAny(config.exclude_events, event) &&
    (config.auto_discover || isEventName(event) || isAny(config.additional_events, event));
}
