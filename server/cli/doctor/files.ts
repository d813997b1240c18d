/** The directories and files that are ampd's own: whether they can be written, and that nobody else reads them. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { directoriesOf } from "../../store/directories.ts";
import type { Examination, Finding } from "./finding.ts";

const OTHERS = 0o077;

export async function examineFiles({ environment }: Examination): Promise<Finding[]> {
  const { config, sessions, cache } = directoriesOf(environment);
  const directories = [
    { about: "sessions", path: sessions },
    { about: "configuration", path: config },
    { about: "cache", path: cache },
  ];
  const secrets = ["settings.yaml", "trust.json"].map((name) => ({ about: "configuration", path: join(config, name) }));
  const found = await Promise.all([...directories.map(directoryFinding), ...secrets.map(secretFinding)]);
  return found.filter((finding) => finding !== undefined);
}

async function directoryFinding({ about, path }: { about: string; path: string }): Promise<Finding> {
  const nearest = await nearestExisting(path);
  const isWritable = await access(nearest, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) {
    const fix = `make ${nearest} writable for you, or choose another place with AMPD_HOME`;
    return { about, status: about === "cache" ? "warning" : "error", found: `${path} cannot be written`, fix };
  }
  const mode = nearest === path ? (await stat(path)).mode & 0o777 : 0;
  if (about !== "cache" && (mode & OTHERS) !== 0) {
    return {
      about,
      status: "warning",
      found: `${path} is open to others (${mode.toString(8)})`,
      fix: `chmod 700 ${path}`,
    };
  }
  return { about, status: "ok", found: nearest === path ? path : `${path} (it will be made)` };
}

async function secretFinding({ about, path }: { about: string; path: string }): Promise<Finding | undefined> {
  const mode = (await stat(path).catch(() => undefined))?.mode ?? 0;
  if ((mode & OTHERS) === 0) return undefined;
  return { about, status: "warning", found: `${path} is open to others`, fix: `chmod 600 ${path}` };
}

async function nearestExisting(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestExisting(dirname(path));
}
