/** Settings and trust as the rest of the server uses them: what holds in a directory, and changes that the user made or agreed to. */
import { join, relative } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { directoriesOf } from "../../store/directories.ts";
import { TrustStore } from "../trust/trust-store.ts";
import { isPrefix, leavesOf, placesOf } from "./leaves.ts";
import { isHome, workspaceRoot } from "./locations.ts";
import { itemOf, readSettings, type Settings } from "./read-settings.ts";
import type { PermissionRule } from "./schema.ts";
import { SettingsError } from "./settings-error.ts";
import { type SettingsChange, type WritableFile, writeSettings } from "./write-settings.ts";

export type WritableScope = WritableFile["scope"];

export class SettingsService {
  readonly environment: NodeJS.ProcessEnv;
  readonly trust: TrustStore;

  constructor(environment: NodeJS.ProcessEnv) {
    this.environment = environment;
    this.trust = new TrustStore(directoriesOf(environment).config);
  }

  /** @throws SettingsError */
  async read(cwd: string): Promise<Settings> {
    return readSettings({ cwd, environment: this.environment, trust: this.trust });
  }

  /** What was written is trusted, as the user wrote it; the rest of the file is not. Answers the file. @throws SettingsError */
  async write(scope: WritableScope, cwd: string, change: SettingsChange): Promise<string> {
    const file = await this.#fileOf(scope, cwd);
    const tree = await writeSettings(file, change);
    if (file.within !== undefined) await this.#trustWritten(tree, file, change);
    return file.path;
  }

  /** Keeps a person's answer as a rule of the local scope. @throws SettingsError */
  async addRule(cwd: string, rule: PermissionRule): Promise<void> {
    await this.write("local", cwd, { path: ["permissions", "rules"], value: rule, isItem: true });
  }

  async #fileOf(scope: WritableScope, cwd: string): Promise<WritableFile> {
    if (scope === "user") return { scope, path: join(directoriesOf(this.environment).config, "settings.yaml") };
    const within = await workspaceRoot(cwd);
    if (await isHome(within, this.environment)) {
      const message = `${within} is your home directory, which has no ${scope} settings; use the user scope.`;
      throw new SettingsError("settings-not-written", message);
    }
    const name = scope === "project" ? "settings.yaml" : "settings.local.yaml";
    return { scope, path: join(within, ".ampd", name), within };
  }

  async #trustWritten(
    tree: JsonObject,
    { scope, path, within = "" }: WritableFile,
    change: SettingsChange,
  ): Promise<void> {
    const leaves = leavesOf(tree, { scope });
    const places = placesOf(leaves);
    const written = leaves.flatMap((leaf, index) => {
      const isOther = change.isItem === true && JSON.stringify(leaf.value) !== JSON.stringify(change.value);
      if (!isPrefix(change.path, leaf.path) || isOther) return [];
      const item = itemOf(leaf, places[index] ?? "", relative(within, path));
      return item === undefined ? [] : [item.digest];
    });
    await this.trust.add(within, written);
  }
}
