/** What a server's tool is called in a session: `mcp_{server}_{tool}`, in the characters and the length that every vendor takes. */
import { createHash } from "node:crypto";

const MAX_CHARS = 64;
const DIGEST_CHARS = 8;

export function toolName(server: string, tool: string): string {
  const name = `mcp_${server}_${tool}`.replace(/[^A-Za-z0-9_-]/g, "_");
  if (name.length <= MAX_CHARS) return name;
  const digest = createHash("sha256").update(`${server}\n${tool}`).digest("hex").slice(0, DIGEST_CHARS);
  return `${name.slice(0, MAX_CHARS - DIGEST_CHARS - 1)}_${digest}`;
}
