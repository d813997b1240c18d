/** A home and a workspace with the settings files that a test gives, and the service that reads them. */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SettingsService } from "../../server/plan/settings/settings-service.ts";
import { inTemporaryDirectory } from "./temporary-directory.ts";

export interface SettingsScene {
  readonly service: SettingsService;
  readonly workspace: string;
  readonly home: string;
  /** @param path `home/…` or `workspace/…` */
  write(path: string, text: string): Promise<void>;
  text(path: string): Promise<string>;
  /** Trusts everything that is in the workspace now. */
  trust(): Promise<void>;
}

/** The user's file is `home/ampd/config/settings.yaml`. @param files texts by path */
export async function inSettingsScene(
  files: Readonly<Record<string, string>>,
  body: (scene: SettingsScene) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const home = join(directory, "home");
    const workspace = join(directory, "workspace");
    for (const folder of [home, workspace]) await mkdir(folder);
    const service = new SettingsService({ HOME: home, AMPD_HOME: join(home, "ampd"), PATH: process.env.PATH });
    const write = async (path: string, text: string): Promise<void> => {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
      await chmod(join(directory, path), 0o644);
    };
    for (const [path, text] of Object.entries(files)) await write(path, text);
    const trust = async (): Promise<void> => {
      const { root, items } = await service.read(workspace);
      await service.trust.trust(
        root,
        items.map((item) => item.digest),
      );
    };
    await body({ service, workspace, home, write, trust, text: (path) => readFile(join(directory, path), "utf8") });
  });
}

export const USER = "home/ampd/config/settings.yaml";
export const PROJECT = "workspace/.ampd/settings.yaml";
export const LOCAL = "workspace/.ampd/settings.local.yaml";
