/** Puts a JSON text into a frame: one buffer, so that one write carries header and body. */
import type { DetectedFraming } from "./detect-framing.ts";

/** Characters that some line readers split at, though JSON lets them stand. */
const LINE_SEPARATORS = /[\u0085\u2028\u2029]/g;

export function encodeFrame(json: string, framing: DetectedFraming): Buffer {
  if (framing === "lsp") return Buffer.from(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  return Buffer.from(`${json.replace(LINE_SEPARATORS, escapeCharacter)}\n`);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
