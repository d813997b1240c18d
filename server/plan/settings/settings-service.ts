/** Settings and trust as the rest of the server uses them: what holds in a directory, and changes that the user made or agreed to. */
import { realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { directoriesOf } from "../../store/directories.ts";
import { CollectionStore } from "../collections/collection-store.ts";
import { TrustStore } from "../trust/trust-store.ts";
import { readConfigFile } from "./config-file.ts";
import { canonical, isPrefix, type Leaf, leavesOf, placesOf, valueAt } from "./leaves.ts";
import { isHome, workspaceRoot } from "./locations.ts";
import { itemOf, readSettings, type Settings } from "./read-settings.ts";
import type { PermissionRule } from "./schema.ts";
import { SettingsError } from "./settings-error.ts";
import { type SettingsChange, type WritableFile, writeSettings } from "./write-settings.ts";
import { parseYaml } from "./yaml-text.ts";

export type WritableScope = WritableFile["scope"];

export class SettingsService {
  readonly environment: NodeJS.ProcessEnv;
  readonly trust: TrustStore;
  readonly collections: CollectionStore;

  constructor(environment: NodeJS.ProcessEnv) {
    this.environment = environment;
    const directories = directoriesOf(environment);
    this.trust = new TrustStore(directories.config);
    this.collections = new CollectionStore(directories, environment);
  }

  /** @throws SettingsError */
  async read(cwd: string): Promise<Settings> {
    const { environment, trust } = this;
    return readSettings({ cwd, environment, trust, installed: await this.#installed() });
  }

  /** What was written is trusted, as the user wrote it; the rest of the file is not. Answers the file. @throws SettingsError */
  async write(scope: WritableScope, cwd: string, change: SettingsChange): Promise<string> {
    const file = await this.#fileOf(scope, cwd);
    const tree = await writeSettings(file, change);
    if (file.within !== undefined) await this.#trustWritten(tree, file, { ...change, cwd });
    return file.path;
  }

  /** What the file of a scope says itself, whatever others say. @throws SettingsError */
  async written(
    scope: WritableScope,
    cwd: string,
    path: readonly string[],
  ): Promise<{ readonly file: string; readonly value: unknown }> {
    const { path: file, within } = await this.#fileOf(scope, cwd);
    const text = await readConfigFile(file, within);
    return { file, value: text === undefined ? undefined : valueAt((await parseYaml(text, file)).tree, path) };
  }

  /** Keeps a person's answer as a rule of the local scope. @throws SettingsError */
  async addRule(cwd: string, rule: PermissionRule): Promise<void> {
    await this.write("local", cwd, { path: ["permissions", "rules"], value: rule, isItem: true });
  }

  /** The folders of the collections that were added, as settings. */
  async #installed(): Promise<Leaf[]> {
    const origin = { scope: "user", file: this.collections.lockFile } as const;
    const all = await this.collections.list();
    return all.map(({ name, path }) => ({ path: ["collections", name], value: path, isItem: false, origin }));
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
    change: SettingsChange & { readonly cwd: string },
  ): Promise<void> {
    const base = { root: within, cwd: await realpath(change.cwd) };
    const leaves = leavesOf(tree, { scope });
    const places = placesOf(leaves);
    const file = relative(within, path);
    const items = await Promise.all(
      leaves.map(async (leaf, index) => {
        const isOther = change.isItem === true && canonical(leaf.value) !== canonical(change.value);
        if (!isPrefix(change.path, leaf.path) || isOther) return undefined;
        return itemOf(leaf, { place: places[index] ?? "", file, base });
      }),
    );
    const written = items.flatMap((item) => (item === undefined || item.unbound !== undefined ? [] : [item.digest]));
    await this.trust.add(within, written);
  }
}
