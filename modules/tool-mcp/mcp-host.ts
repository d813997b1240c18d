/** The servers of one session: starts all of them at once, offers their tools as they come, and tells what becomes of them. */
import { setTimeout as delay } from "node:timers/promises";
import type { Client, Tool as Declared, Prompt } from "@modelcontextprotocol/client";
import { type Coordinator, type JsonObject, messageOf } from "../../kernel/index.ts";
import { sessionRedactor } from "../lib/redaction/index.ts";
import { type ClientWiring, makeClient } from "./client.ts";
import type { Config, ServerConfig } from "./config.ts";
import { connect, type Link } from "./connect.ts";
import { ServerInstructions } from "./instructions.ts";
import { KeptTools, type ToolList } from "./kept-tools.ts";
import { serverAuth } from "./oauth/server-auth.ts";
import { OfferedTools } from "./offered-tools.ts";
import { ResourceSubscriptions } from "./resource-subscriptions.ts";
import { RESOURCES, resourcesTool } from "./resources-tool.ts";
import { ResultKeeper } from "./result-keeper.ts";
import { SamplingDesk } from "./sampling.ts";
import { ServerLog } from "./server-log.ts";
import { ServerPrompts } from "./server-prompts.ts";
import { serverTool } from "./server-tool.ts";
import { connectShared } from "./shared-link.ts";
import { SupervisedServer } from "./supervised-server.ts";

export const EVENTS = [
  "mcp:server_ready",
  "mcp:server_down",
  "mcp:tools_changed",
  "mcp:tools_refused",
  "mcp:prompts_changed",
  "mcp:resources_changed",
  "mcp:resource_updated",
  "mcp:sampling",
  "mcp:page_done",
  "mcp:log",
] as const;

type EventName = (typeof EVENTS)[number];

interface Hosted {
  readonly name: string;
  readonly config: ServerConfig;
  readonly server: SupervisedServer;
  readonly log: ServerLog;
  /** Of the session. */
  readonly cwd: string;
  readonly prompts: ServerPrompts;
  readonly subscriptions: ResourceSubscriptions;
  /** Its budget is for the session, however often the server starts. */
  readonly sampling: SamplingDesk | undefined;
}

export class McpHost {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  readonly #keeper: ResultKeeper;
  readonly #servers: readonly Hosted[];
  readonly #kept: KeptTools;
  /** Servers whose tools of last time were offered. */
  readonly #early = new Set<string>();
  /** Resolves when every list that came so far is kept. */
  #keeping: Promise<void> = Promise.resolve();
  #isClosed = false;
  readonly offered: OfferedTools;
  readonly instructions: ServerInstructions;

  constructor(coordinator: Coordinator, config: Config) {
    this.#coordinator = coordinator;
    this.#config = config;
    this.#keeper = new ResultKeeper(coordinator, config.max_content_size);
    this.offered = new OfferedTools(coordinator);
    this.#kept = new KeptTools(coordinator.getCapability<string>("user.cache_dir"));
    this.instructions = new ServerInstructions(coordinator);
    const wanted = Object.entries(config.servers).filter(([, server]) => !server.disabled);
    this.#servers = wanted.map(([name, server]) => this.#host(name, server));
  }

  /** Resolves when all have started or failed, or when the config's patience is at an end; the others go on by themselves. */
  async start(): Promise<void> {
    const kept = await Promise.all(this.#servers.map((hosted) => this.#kept.read(hosted)));
    if (this.#isClosed) return;
    const patience = new AbortController();
    const limit = delay(this.#config.start_wait * 1000, undefined, { signal: patience.signal }).catch(() => {});
    const all = Promise.all(this.#servers.map((hosted, index) => this.#begin(hosted, kept[index])));
    await Promise.race([all, limit]);
    patience.abort();
  }

  /** What whoever made the session should hear. */
  get warnings(): { readonly kind: string; readonly message: string }[] {
    return this.#servers.flatMap(({ name, server, config }) => {
      if (server.isReady) return [];
      if (this.#early.has(name) && (config.lazy || server.isStarting)) return [];
      if (server.isStarting)
        return [{ kind: "mcp-server-starting", message: `The MCP server ${name} is still starting.` }];
      const { kind, message } = server.failure;
      return [
        {
          kind: kind === "login-needed" ? "mcp-login-needed" : "mcp-server-failed",
          message: `The MCP server ${name} is not there: ${message}`,
        },
      ];
    });
  }

  /** For the channel `session.prompts`. */
  get prompts() {
    return this.#servers.flatMap(({ prompts }) => prompts.offered);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#servers.map(({ server }) => server.close()));
    await this.#keeping;
    for (const { log } of this.#servers) log.close();
    this.offered.close();
  }

  /** What a server had last time is offered at once, and the session does not wait for it then. */
  async #begin(hosted: Hosted, kept: ToolList | undefined): Promise<void> {
    if (kept !== undefined) {
      this.#early.add(hosted.name);
      this.#offer(hosted, kept);
      if (hosted.config.lazy) return;
    }
    const started = hosted.server.start();
    if (kept === undefined) await started;
  }

  #host(name: string, config: ServerConfig): Hosted {
    const log = new ServerLog(this.#coordinator, name);
    const cwd = this.#coordinator.getCapability<string>("session.working_dir") ?? process.cwd();
    const server: SupervisedServer = new SupervisedServer(
      {
        name,
        config,
        cwd,
        makeClient: () => makeClient(this.#wiring(hosted)),
        onNoise: (chunk) => log.append(chunk),
        redactText: sessionRedactor(this.#coordinator).redactText,
        auth: serverAuth(name, config, this.#coordinator.getCapability<string>("user.credentials_dir")),
        connect: (options) =>
          config.shared
            ? connectShared(options, { wiring: this.#wiring(hosted), onNoise: options.onNoise })
            : connect(options),
      },
      {
        onReady: (link, signal) => this.#greet(hosted, link, signal),
        onDown: (reason, retry_in_ms) => this.#tell("mcp:server_down", { server: name, reason, retry_in_ms }),
      },
    );
    const prompts = new ServerPrompts({ server, serverName: name, config, keeper: this.#keeper });
    const subscriptions = new ResourceSubscriptions();
    const sampling =
      config.sampling === "deny"
        ? undefined
        : new SamplingDesk({ coordinator: this.#coordinator, server: name, config });
    const hosted: Hosted = { name, config, server, log, cwd, prompts, subscriptions, sampling };
    return hosted;
  }

  #wiring(hosted: Hosted): ClientWiring {
    return {
      coordinator: this.#coordinator,
      server: hosted.name,
      calls: hosted.server.calls,
      onTools: (tools, client) => this.#renew(hosted, tools, client),
      onPrompts: (prompts) => this.#takePrompts(hosted, prompts),
      onResourcesChanged: () => this.#tell("mcp:resources_changed", { server: hosted.name }),
      onResourceUpdated: (uri) => this.#tell("mcp:resource_updated", { server: hosted.name, uri }),
      sampling: hosted.sampling,
      onPageDone: (id) => this.#tell("mcp:page_done", { server: hosted.name, elicitation_id: id }),
      onLog: (entry) => this.#tell("mcp:log", { server: hosted.name, ...entry }),
      report: (line) => hosted.log.append(Buffer.from(`${hosted.server.clean(line)}\n`)),
    };
  }

  async #greet(hosted: Hosted, { client, era, protocolVersion }: Link, signal: AbortSignal): Promise<void> {
    const has = client.getServerCapabilities() ?? {};
    const { tools } = has.tools === undefined ? { tools: [] } : await client.listTools(undefined, { signal });
    await this.#readPrompts(hosted, client, signal);
    await this.#renewSubscriptions(hosted, client, signal);
    if (hosted.config.instructions) this.instructions.set(hosted.name, client.getInstructions());
    const count = this.#renew(hosted, tools, client);
    this.#tell("mcp:server_ready", { server: hosted.name, era, protocol_version: protocolVersion, tools: count });
  }

  /** Tools are offered, whatever becomes of prompts. */
  async #readPrompts(hosted: Hosted, client: Client, signal: AbortSignal): Promise<void> {
    try {
      const has = client.getServerCapabilities()?.prompts !== undefined;
      const { prompts } = has ? await client.listPrompts(undefined, { signal }) : { prompts: [] };
      this.#takePrompts(hosted, prompts);
    } catch (error) {
      signal.throwIfAborted();
      hosted.log.append(Buffer.from(`its list of prompts could not be read: ${messageOf(error)}\n`));
    }
  }

  #takePrompts({ name, prompts }: Hosted, declared: readonly Prompt[]): void {
    const names = prompts.update(declared);
    if (names !== undefined) this.#tell("mcp:prompts_changed", { server: name, prompts: names });
  }

  async #renewSubscriptions(
    { config, subscriptions, log }: Hosted,
    client: Client,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await subscriptions.renew(client, { signal, timeout: config.timeout * 1000 });
    } catch (error) {
      signal.throwIfAborted();
      log.append(Buffer.from(`its resources are not watched any more: ${messageOf(error)}\n`));
    }
  }

  /** What the server says that it has: it is offered, and kept for next time. */
  #renew(hosted: Hosted, tools: readonly Declared[], client: Client): number {
    const list = { tools, hasResources: client.getServerCapabilities()?.resources !== undefined };
    this.#keeping = this.#keeping.then(() => this.#keep(hosted, list));
    return this.#offer(hosted, list);
  }

  async #keep(hosted: Hosted, list: ToolList): Promise<void> {
    await this.#kept.write(hosted, list).catch((error: unknown) => {
      this.#coordinator.host.report(`tool-mcp: the tools of ${hosted.name} are not kept: ${messageOf(error)}`);
    });
  }

  /** How many tools of the server are offered now. */
  #offer({ name, config, server, subscriptions }: Hosted, { tools, hasResources }: ToolList): number {
    const declared = hasResources ? [...tools, RESOURCES] : tools;
    const common = { coordinator: this.#coordinator, server, serverName: name, config, keeper: this.#keeper };
    const make = (toolName: string, one: Declared) =>
      one === RESOURCES
        ? resourcesTool({ ...common, subscriptions, name: toolName })
        : serverTool({ ...common, name: toolName, declared: one });
    const { refused, ...changes } = this.offered.update({ server: name, config, make }, declared);
    if (Object.values(changes).some(({ length }) => length > 0))
      this.#tell("mcp:tools_changed", { server: name, ...changes });
    if (refused.length > 0) this.#tell("mcp:tools_refused", { server: name, refused });
    return declared.length - refused.length;
  }

  #tell(event: EventName, data: JsonObject): void {
    void this.#coordinator.hooks.emit(event, data);
  }
}
