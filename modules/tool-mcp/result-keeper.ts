/**
 * From what a server answers to what the model sees: text, images, links; a long text is cut in the middle, and the whole of it, like
 * what a model cannot see (audio, files), is kept in the session's directory.
 */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { CallToolResult, ContentBlock as Part } from "@modelcontextprotocol/client";
import {
  type ContentBlock,
  type Coordinator,
  failure,
  messageOf,
  success,
  type ToolResult,
  textOf,
} from "../../kernel/index.ts";

const MAX_PARTS = 200;
const MAX_IMAGES = 20;
/** Of base64, as vendors take it. */
const MAX_IMAGE_CHARS = 5 * 1024 * 1024;
const IMAGE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const FILES_DIRECTORY = "mcp-files";
const OWNER_ONLY = 0o600;

export class ResultKeeper {
  readonly #coordinator: Coordinator;
  readonly #maxBytes: number;

  constructor(coordinator: Coordinator, maxBytes: number) {
    this.#coordinator = coordinator;
    this.#maxBytes = maxBytes;
  }

  async toResult({ content, structuredContent, isError }: CallToolResult, toolCallId: string): Promise<ToolResult> {
    const told = await this.#blocks(content);
    const blocks = [...told, ...structuredBlock(told, structuredContent)];
    const isWhole = this.#isShort(blocks);
    const shown = isWhole ? blocks : await this.#cap(blocks, toolCallId);
    if (isError === true) return failed(shown);
    if (isWhole && structuredContent !== undefined && told.every(({ type }) => type === "text")) {
      if (told.length === 0 || saysTheSame(told, structuredContent)) return success(structuredContent);
    }
    return success(shown.every(({ type }) => type === "text") ? textOf(shown) : shown);
  }

  /** The parts that a model may be shown; of a long text, its ends. */
  async shown(parts: readonly Part[]): Promise<readonly ContentBlock[]> {
    const blocks = await this.#blocks(parts);
    return this.#isShort(blocks) ? blocks : this.#cap(blocks, `prompt_${this.#coordinator.host.newId()}`);
  }

  #isShort(blocks: readonly ContentBlock[]): boolean {
    return Buffer.byteLength(textOf(blocks)) <= this.#maxBytes;
  }

  async #blocks(parts: readonly Part[]): Promise<ContentBlock[]> {
    const blocks: ContentBlock[] = [];
    let images = 0;
    for (const part of parts.slice(0, MAX_PARTS)) {
      if (part.type === "image") images += 1;
      blocks.push(await this.#block(part, images <= MAX_IMAGES));
    }
    if (parts.length > MAX_PARTS) blocks.push(text(`[${parts.length - MAX_PARTS} more parts were left out]`));
    return separated(blocks);
  }

  async #block(part: Part, mayShow: boolean): Promise<ContentBlock> {
    switch (part.type) {
      case "text":
        return text(part.text);
      case "image": {
        const { data, mimeType } = part;
        const isShown = mayShow && data.length <= MAX_IMAGE_CHARS && IMAGE_TYPES.includes(mimeType);
        if (!isShown) return this.#file("an image", mimeType, data);
        return { type: "image", source: { type: "base64", media_type: mimeType, data } } as ContentBlock;
      }
      case "audio":
        return this.#file("audio", part.mimeType, part.data);
      case "resource_link": {
        const { uri, name, description, mimeType } = part;
        const about = [name, description, mimeType].filter((one) => one !== undefined).join("; ");
        return text(`[resource ${uri}: ${about}]`);
      }
      case "resource": {
        const { resource } = part;
        if ("text" in resource) return text(`[resource ${resource.uri}]\n${resource.text}`);
        return this.#file(`the resource ${resource.uri}`, resource.mimeType, resource.blob);
      }
      default:
        return text(`[a part of a kind that ampd does not know: ${String((part as { type?: unknown }).type)}]`);
    }
  }

  /** Keeps what the model cannot be shown, and says where. */
  async #file(what: string, mimeType = "application/octet-stream", base64: string): Promise<ContentBlock> {
    const bytes = Buffer.from(base64, "base64");
    const about = `${what}, ${mimeType}, ${bytes.length} bytes`;
    const stateDir = this.#coordinator.getCapability<string>("session.state_dir");
    if (stateDir === undefined) return text(`[${about}; it cannot be shown, and was not kept]`);
    const directory = join(stateDir, FILES_DIRECTORY);
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    const suffix = /^[a-z]+\/([a-z0-9]{1,10})$/.exec(mimeType)?.[1] ?? "bin";
    const path = join(directory, `${digest}.${suffix}`);
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(path, bytes, { mode: OWNER_ONLY });
      return text(`[${about}; it is in ${path}]`);
    } catch (error) {
      return text(`[${about}; it could not be kept: ${messageOf(error)}]`);
    }
  }

  async #cap(content: readonly ContentBlock[], toolCallId: string): Promise<readonly ContentBlock[]> {
    const { capToolResult } = await import("../lib/compaction/index.ts");
    const { message } = await capToolResult(
      { role: "tool", tool_call_id: toolCallId, content: [...content] },
      {
        maxBytes: this.#maxBytes,
        stateDir: this.#coordinator.getCapability<string>("session.state_dir"),
        report: (line) => this.#coordinator.host.report(line),
      },
    );
    return message.content;
  }
}

/** The server's own text says what went wrong; it is the error, and what is no text goes with it. */
function failed(blocks: readonly ContentBlock[]): ToolResult {
  const others = blocks.filter(({ type }) => type !== "text");
  const message = textOf(blocks) || "the tool failed and did not say why";
  return failure("tool-error", message, others.length > 0 ? others : null);
}

/** Structured content that no text tells already. */
function structuredBlock(told: readonly ContentBlock[], structured: unknown): ContentBlock[] {
  if (structured === undefined || told.some(({ type }) => type === "text")) return [];
  return [text(JSON.stringify(structured))];
}

function saysTheSame(told: readonly ContentBlock[], structured: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(textOf(told)), structured);
  } catch {
    // It is text for people, which may say more.
    return false;
  }
}

/** Texts are joined as they are; parts of an answer are told apart. */
function separated(blocks: readonly ContentBlock[]): ContentBlock[] {
  return blocks.map((block, index) => {
    const isBetween = block.type === "text" && index < blocks.length - 1 && blocks[index + 1]?.type === "text";
    return isBetween ? text(`${block.text}\n`) : block;
  });
}

function text(value: string): ContentBlock {
  return { type: "text", text: value };
}
