/** Images, told by their first bytes and not by their names. */
import type { FileHandle } from "node:fs/promises";
import type { ContentBlock } from "../../kernel/index.ts";
import { Refusal } from "./refusal.ts";

/** In base64 this is 5 MB, the most that providers take for one image. */
const MAX_IMAGE_BYTES = 3_750_000;

const SIGNATURES: readonly [mediaType: string, matches: (head: Buffer) => boolean][] = [
  ["image/png", (head) => head.subarray(0, 8).equals(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"))],
  ["image/jpeg", (head) => head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ["image/gif", (head) => /^GIF8[79]a/.test(head.toString("latin1", 0, 6))],
  ["image/webp", (head) => /^RIFF.{4}WEBP/s.test(head.toString("latin1", 0, 12))],
];

export function imageTypeOf(head: Buffer): string | undefined {
  return SIGNATURES.find(([, matches]) => matches(head))?.[0];
}

/** @throws Refusal `too-large` */
export async function imageBlock(
  handle: FileHandle,
  { path, size, mediaType }: { readonly path: string; readonly size: number; readonly mediaType: string },
): Promise<ContentBlock[]> {
  if (size > MAX_IMAGE_BYTES) {
    const advice = "Make a smaller copy and read that.";
    throw new Refusal("too-large", `${path} is an image of ${size} bytes; the limit is ${MAX_IMAGE_BYTES}. ${advice}`);
  }
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
  const data = buffer.toString("base64", 0, bytesRead);
  return [
    { type: "text", text: `${path} (${mediaType}, ${size} bytes)` },
    { type: "image", source: { type: "base64", media_type: mediaType, data } },
  ];
}
