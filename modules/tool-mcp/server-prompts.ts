/** The prompts of one server, as the application offers them to clients: `mcp_{server}_{prompt}`. Keeps the list, and gets each from the server. */
import type { Prompt as Declared, PromptMessage } from "@modelcontextprotocol/client";
import type { ContentBlock } from "../../kernel/index.ts";
import type { ServerConfig } from "./config.ts";
import type { ResultKeeper } from "./result-keeper.ts";
import type { SupervisedServer } from "./supervised-server.ts";
import { toolName } from "./tool-name.ts";

interface Making {
  readonly server: SupervisedServer;
  readonly serverName: string;
  readonly config: ServerConfig;
  readonly keeper: ResultKeeper;
}

interface CompletionRequest {
  readonly argument: { readonly name: string; readonly value: string };
  readonly arguments: Readonly<Record<string, string>>;
}

const MAX_PROMPTS = 200;
const MAX_TEXT_CHARS = 2000;
const MAX_VALUES = 100;

export class ServerPrompts {
  readonly #making: Making;
  #declared: readonly Declared[] = [];

  constructor(making: Making) {
    this.#making = making;
  }

  /** The server has exactly these now. Answers their names, where that is news. */
  update(declared: readonly Declared[]): string[] | undefined {
    const before = JSON.stringify(this.#declared);
    this.#declared = declared.slice(0, MAX_PROMPTS);
    if (JSON.stringify(this.#declared) === before) return undefined;
    return this.#declared.map(({ name }) => toolName(this.#making.serverName, name));
  }

  /** For the channel `session.prompts`. */
  get offered() {
    return this.#declared.map((declared) => ({
      name: toolName(this.#making.serverName, declared.name),
      ...aboutOf(declared),
      arguments: (declared.arguments ?? []).map((one) => ({
        name: one.name,
        ...aboutOf(one as { title?: string; description?: string }),
        required: one.required === true,
      })),
      source: `mcp:${this.#making.serverName}`,
      get: (values: Readonly<Record<string, string>>, signal: AbortSignal) => this.#get(declared.name, values, signal),
      complete: (request: CompletionRequest, signal: AbortSignal) => this.#complete(declared.name, request, signal),
    }));
  }

  async #get(name: string, values: Readonly<Record<string, string>>, signal: AbortSignal) {
    const { server, config } = this.#making;
    const { client } = await server.link(signal);
    const { description, messages } = await server.calls.during(config, signal, (options) =>
      client.getPrompt({ name, arguments: { ...values } }, options),
    );
    const filled = await Promise.all(
      messages.map(async (one) => ({ role: one.role, content: await this.#blocks(one) })),
    );
    return { ...(description !== undefined && { description }), messages: filled };
  }

  async #blocks({ content }: PromptMessage): Promise<readonly ContentBlock[]> {
    return this.#making.keeper.shown([content]);
  }

  async #complete(name: string, request: CompletionRequest, signal: AbortSignal) {
    const { server, config } = this.#making;
    const { client } = await server.link(signal);
    if (client.getServerCapabilities()?.completions === undefined) return { values: [], hasMore: false };
    const { completion } = await client.complete(
      {
        ref: { type: "ref/prompt", name },
        argument: request.argument,
        context: { arguments: { ...request.arguments } },
      },
      { signal, timeout: config.timeout * 1000 },
    );
    const { values, hasMore = false } = completion;
    return { values: values.slice(0, MAX_VALUES), hasMore: hasMore || values.length > MAX_VALUES };
  }
}

function aboutOf({ title, description }: { title?: string | undefined; description?: string | undefined }) {
  return {
    ...(title !== undefined && { title: title.slice(0, MAX_TEXT_CHARS) }),
    ...(description !== undefined && { description: description.slice(0, MAX_TEXT_CHARS) }),
  };
}
