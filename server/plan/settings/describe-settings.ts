/** Settings as they may be shown: a part of them, each value with its origin, secrets masked. */
import { redact } from "../../../modules/lib/redaction/index.ts";
import { isPrefix, type Origin, placesOf, treeOf, valueAt } from "./leaves.ts";
import type { Settings } from "./read-settings.ts";

export interface DescribedSettings {
  /** Nothing where nothing is set. */
  readonly value: unknown;
  readonly origins: readonly { readonly key: string; readonly value: unknown; readonly origin: Origin }[];
}

/** @param path what is wanted; empty for all */
export function describeSettings({ leaves }: Settings, path: readonly string[]): DescribedSettings {
  const places = placesOf(leaves);
  const origins = leaves.flatMap((leaf, index) => {
    if (!isPrefix(path, leaf.path)) return [];
    // A secret is known by its key, too.
    const key = leaf.path.at(-1) ?? "";
    return [{ key: places[index] ?? "", value: redact({ [key]: leaf.value })[key], origin: leaf.origin }];
  });
  const tree = redact(treeOf(leaves.filter((leaf) => isPrefix(path, leaf.path))));
  return { value: valueAt(tree, path), origins };
}
