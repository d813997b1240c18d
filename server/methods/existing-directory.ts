/** A directory that a client names: it must be there. */
import { stat } from "node:fs/promises";
import { RequestError } from "../session/request-error.ts";

/** @throws RequestError `invalid-params` about `cwd` */
export async function existingDirectory(path: string): Promise<string> {
  if ((await stat(path).catch(() => undefined))?.isDirectory() === true) return path;
  const message = "there is no such directory";
  throw new RequestError("invalid-params", `cwd: ${path}: ${message}`, { problems: [{ path: "cwd", message }] });
}
