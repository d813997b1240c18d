/** Settings that say nothing, of a workspace without any configuration. */
import { tmpdir } from "node:os";
import type { Settings } from "../../server/plan/settings/read-settings.ts";

export const NO_SETTINGS: Settings = {
  values: {},
  leaves: [],
  isTrusted: false,
  root: tmpdir(),
  items: [],
  warnings: [],
  refused: [],
  held: [],
};
