/** Finds the server that comes with this client: `ampd.js` beside the built client, or in `dist/` of the sources. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AmpdError } from "./ampd-error.ts";

/** Beside the bundle, above a chunk of it, and seen from the sources. */
const PLACES = ["./ampd.js", "../ampd.js", "../../dist/ampd.js"];

/** @throws AmpdError `start-failed` */
export function locateAmpd(): string {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const message = `ampd was not found at ${paths.join(" or ")}; install the package again, or give its command.`;
  throw new AmpdError(message, { kind: "start-failed" });
}
