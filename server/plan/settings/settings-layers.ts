/** Each setting as a layer of a plan: what it alone changes in a profile's. Pure. */
import type { JsonObject } from "../../../kernel/index.ts";
import { changedKeys, type PlanLayer } from "../origins.ts";
import { applySettings } from "./apply-settings.ts";
import { type Leaf, treeOf } from "./leaves.ts";
import type { SettingsValues } from "./schema.ts";

/** @param leaves the weakest first */
export function settingsLayers(profile: JsonObject, leaves: readonly Leaf[]): PlanLayer[] {
  const before = applySettings(profile, {});
  return leaves.flatMap((leaf) => {
    const keys = changedKeys(before, applySettings(profile, treeOf([leaf]) as SettingsValues));
    return keys.length === 0 ? [] : [{ origin: originOf(leaf), keys }];
  });
}

function originOf({ origin: { scope, file, line } }: Leaf): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return place === undefined ? `settings (${scope})` : `settings (${scope}) ${place}`;
}
