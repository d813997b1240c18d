/** Shows a person at a terminal what happens: thoughts, tools, usage. It shows through the display system and writes nowhere. */
import { type Coordinator, defineModule, type JsonObject, type Usage } from "../../kernel/index.ts";
import { type SessionRedactor, sessionRedactor } from "../lib/redaction/index.ts";
import { type Config, configSchema } from "./config.ts";
import { LineBuffer } from "./line-buffer.ts";
import { callLine, outputLines, usageLine } from "./lines.ts";

const NAME = "hooks-streaming-ui";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Shows thoughts, tool calls with the beginning of their output, and usage, as lines for a terminal.",
  configSchema,
  async mount(coordinator, config) {
    const narrator = new Narrator(coordinator, config);
    const options = { name: NAME, priority: config.priority };
    const { hooks } = coordinator;
    const undos = [
      hooks.observe("content_block:delta", ({ data }) => narrator.onDelta(data), options),
      hooks.observe("content_block:end", ({ data }) => narrator.onBlockEnd(data), options),
      hooks.observe("tool:pre", ({ data }) => narrator.onCall(data), options),
      hooks.observe("tool:post", ({ data }) => narrator.onResult(data), options),
      hooks.observe("tool:error", ({ data }) => narrator.onError(data), options),
      hooks.observe("llm:response", ({ data }) => narrator.onUsage(data), options),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  },
});

/** Blocks of one answer that are open at the same time. */
const MAX_OPEN_BLOCKS = 100;

class Narrator {
  readonly #coordinator: Coordinator;
  readonly #ui: Config["ui"];
  /** By request and block. */
  readonly #blocks = new Map<string, LineBuffer>();
  readonly #redactor: SessionRedactor;

  constructor(coordinator: Coordinator, { ui }: Config) {
    this.#coordinator = coordinator;
    this.#redactor = sessionRedactor(coordinator);
    this.#ui = ui;
  }

  onDelta(data: JsonObject): void {
    if (!this.#isShown(data.block_type)) return;
    const name = nameOf(data);
    const buffer = this.#blocks.get(name) ?? new LineBuffer();
    if (this.#blocks.size < MAX_OPEN_BLOCKS) this.#blocks.set(name, buffer);
    this.#showBlock(data.block_type, buffer.push(String(data.delta)));
  }

  onBlockEnd(data: JsonObject): void {
    const name = nameOf(data);
    this.#showBlock(data.block_type, this.#blocks.get(name)?.flush() ?? []);
    this.#blocks.delete(name);
  }

  onCall({ tool_name, tool_input }: JsonObject): void {
    const tool = String(tool_name);
    const input = this.#redactor.redact((tool_input ?? {}) as JsonObject);
    this.#show(`● ${callLine(tool, input, this.#ui.spawn_tools.includes(tool))}`);
  }

  onResult({ tool_name, result }: JsonObject): void {
    const { success, output, error } = result as { success: boolean; output?: unknown; error?: { message: string } };
    if (!success) this.#show(`✗ ${tool_name}: ${error?.message ?? "it failed"}`, "warning");
    const lines = outputLines(output, this.#ui.show_tool_lines);
    if (lines.length > 0) this.#show(lines.map((line) => `  ${line}`).join("\n"));
  }

  onError({ tool_name, error }: JsonObject): void {
    this.#show(`✗ ${tool_name}: ${(error as { message?: string } | undefined)?.message ?? "it failed"}`, "warning");
  }

  onUsage({ usage, duration_ms }: JsonObject): void {
    if (!this.#ui.show_token_usage || usage === undefined) return;
    this.#show(usageLine(usage as Usage, Number(duration_ms)));
  }

  #isShown(blockType: unknown): boolean {
    if (blockType === "thinking") return this.#ui.show_thinking_stream;
    return blockType === "text" && this.#ui.stream_tokens;
  }

  #showBlock(blockType: unknown, lines: readonly string[]): void {
    const sign = blockType === "thinking" ? "∴ " : "";
    const text = lines.filter((line) => line.trim() !== "").map((line) => `${sign}${line}`);
    if (text.length > 0) this.#show(text.join("\n"));
  }

  /** At once, so that lines come in the order of the events. */
  #show(text: string, level: "info" | "warning" = "info"): void {
    const user_message = plain(this.#redactor.redactText(text));
    void this.#coordinator.processHookResult(
      { action: "continue", user_message, user_message_level: level, user_message_source: NAME },
      NAME,
    );
  }
}

function nameOf({ request_id, block_index }: JsonObject): string {
  return `${request_id} ${block_index}`;
}

/** What a tool or a model writes must not steer the terminal. */
function plain(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, "�");
}
