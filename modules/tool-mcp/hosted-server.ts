/** One server of a session: what it has is offered as it comes, and events tell what becomes of it. `SupervisedServer` starts it. */
import type { Client, Tool as Declared, Prompt } from "@modelcontextprotocol/client";
import { type Coordinator, type JsonObject, messageOf } from "../../kernel/index.ts";
import { sessionRedactor } from "../lib/redaction/index.ts";
import { type ClientWiring, makeClient } from "./client.ts";
import type { ServerConfig } from "./config.ts";
import { type ConnectOptions, connect, type Link } from "./connect.ts";
import type { EventName } from "./events.ts";
import type { ServerInstructions } from "./instructions.ts";
import type { KeptTools, ToolList } from "./kept-tools.ts";
import { serverAuth } from "./oauth/server-auth.ts";
import type { OfferedTools } from "./offered-tools.ts";
import { ResourceSubscriptions } from "./resource-subscriptions.ts";
import { RESOURCES, resourcesTool } from "./resources-tool.ts";
import type { ResultKeeper } from "./result-keeper.ts";
import { SamplingDesk } from "./sampling.ts";
import { ServerLog } from "./server-log.ts";
import { ServerPrompts } from "./server-prompts.ts";
import { serverTool } from "./server-tool.ts";
import { connectShared } from "./shared-link.ts";
import { SupervisedServer } from "./supervised-server.ts";

/** What the servers of a session have in common. */
export interface ServersSession {
  readonly coordinator: Coordinator;
  readonly offered: OfferedTools;
  readonly instructions: ServerInstructions;
  readonly keeper: ResultKeeper;
  readonly kept: KeptTools;
}

export class HostedServer {
  readonly #name: string;
  readonly #config: ServerConfig;
  readonly #session: ServersSession;
  /** Of the session. */
  readonly #cwd: string;
  readonly #log: ServerLog;
  readonly #server: SupervisedServer;
  readonly #subscriptions = new ResourceSubscriptions();
  /** Its budget is for the session, however often the server starts. */
  readonly #sampling: SamplingDesk | undefined;
  /** Its tools of last time were offered. */
  #isEarly = false;
  /** Resolves when every list that came so far is kept. */
  #keeping: Promise<void> = Promise.resolve();
  readonly prompts: ServerPrompts;

  constructor(name: string, config: ServerConfig, session: ServersSession) {
    const { coordinator, keeper } = session;
    this.#name = name;
    this.#config = config;
    this.#session = session;
    this.#cwd = coordinator.getCapability<string>("session.working_dir") ?? process.cwd();
    this.#log = new ServerLog(coordinator, name);
    this.#server = this.#supervised();
    this.#sampling = config.sampling === "deny" ? undefined : new SamplingDesk({ coordinator, server: name, config });
    this.prompts = new ServerPrompts({ server: this.#server, serverName: name, config, keeper });
  }

  /** What the server had last time. */
  keptTools(): Promise<ToolList | undefined> {
    return this.#session.kept.read({ config: this.#config, cwd: this.#cwd });
  }

  /** What a server had last time is offered at once, and the session does not wait for it then. */
  async begin(kept: ToolList | undefined): Promise<void> {
    if (kept !== undefined) {
      this.#isEarly = true;
      this.#offer(kept);
      if (this.#config.lazy) return;
    }
    const started = this.#server.start();
    if (kept === undefined) await started;
  }

  /** What whoever made the session should hear of it. */
  get warning(): { readonly kind: string; readonly message: string } | undefined {
    const { isReady, isStarting, failure } = this.#server;
    if (isReady || (this.#isEarly && (this.#config.lazy || isStarting))) return undefined;
    if (isStarting) return { kind: "mcp-server-starting", message: `The MCP server ${this.#name} is still starting.` };
    return {
      kind: failure.kind === "login-needed" ? "mcp-login-needed" : "mcp-server-failed",
      message: `The MCP server ${this.#name} is not there: ${failure.message}`,
    };
  }

  async close(): Promise<void> {
    await this.#server.close();
    await this.#keeping;
    this.#log.close();
  }

  #supervised(): SupervisedServer {
    const { coordinator } = this.#session;
    const [name, config] = [this.#name, this.#config];
    return new SupervisedServer(
      {
        name,
        config,
        cwd: this.#cwd,
        makeClient: () => {
          this.#log.endLine();
          return makeClient(this.#wiring());
        },
        onNoise: (chunk) => this.#log.append(chunk),
        redactText: sessionRedactor(coordinator).redactText,
        auth: serverAuth(name, config, coordinator.getCapability<string>("user.credentials_dir")),
        connect: (options) => this.#connect(options),
      },
      {
        onReady: (link, signal) => this.#greet(link, signal),
        onDown: (reason, retry_in_ms) => this.#tell("mcp:server_down", { reason, retry_in_ms }),
      },
    );
  }

  #connect(options: ConnectOptions): Promise<Link> {
    if (!this.#config.shared) return connect(options);
    return connectShared(options, { wiring: this.#wiring(), onNoise: options.onNoise });
  }

  #wiring(): ClientWiring {
    return {
      coordinator: this.#session.coordinator,
      server: this.#name,
      calls: this.#server.calls,
      onTools: (tools, client) => this.#renew(tools, client),
      onPrompts: (prompts) => this.#takePrompts(prompts),
      onResourcesChanged: () => this.#tell("mcp:resources_changed"),
      onResourceUpdated: (uri) => this.#tell("mcp:resource_updated", { uri }),
      sampling: this.#sampling,
      onPageDone: (id) => this.#tell("mcp:page_done", { elicitation_id: id }),
      onLog: (entry) => this.#tell("mcp:log", { ...entry }),
      report: (line) => this.#log.note(this.#server.clean(line)),
    };
  }

  async #greet({ client, era, protocolVersion }: Link, signal: AbortSignal): Promise<void> {
    const has = client.getServerCapabilities() ?? {};
    const { tools } = has.tools === undefined ? { tools: [] } : await client.listTools(undefined, { signal });
    await this.#readPrompts(client, signal);
    await this.#renewSubscriptions(client, signal);
    if (this.#config.instructions) this.#session.instructions.set(this.#name, client.getInstructions());
    const count = this.#renew(tools, client);
    this.#tell("mcp:server_ready", { era, protocol_version: protocolVersion, tools: count });
  }

  /** Tools are offered, whatever becomes of prompts. */
  async #readPrompts(client: Client, signal: AbortSignal): Promise<void> {
    try {
      const has = client.getServerCapabilities()?.prompts !== undefined;
      const { prompts } = has ? await client.listPrompts(undefined, { signal }) : { prompts: [] };
      this.#takePrompts(prompts);
    } catch (error) {
      signal.throwIfAborted();
      this.#log.note(`its list of prompts could not be read: ${messageOf(error)}`);
    }
  }

  #takePrompts(declared: readonly Prompt[]): void {
    const names = this.prompts.update(declared);
    if (names !== undefined) this.#tell("mcp:prompts_changed", { prompts: names });
  }

  async #renewSubscriptions(client: Client, signal: AbortSignal): Promise<void> {
    try {
      await this.#subscriptions.renew(client, { signal, timeout: this.#config.timeout * 1000 });
    } catch (error) {
      signal.throwIfAborted();
      this.#log.note(`its resources are not watched any more: ${messageOf(error)}`);
    }
  }

  /** What the server says that it has: it is offered, and kept for next time. */
  #renew(tools: readonly Declared[], client: Client): number {
    const list = { tools, hasResources: client.getServerCapabilities()?.resources !== undefined };
    this.#keeping = this.#keeping.then(() => this.#keep(list));
    return this.#offer(list);
  }

  async #keep(list: ToolList): Promise<void> {
    const { kept, coordinator } = this.#session;
    await kept.write({ config: this.#config, cwd: this.#cwd }, list).catch((error: unknown) => {
      coordinator.host.report(`tool-mcp: the tools of ${this.#name} are not kept: ${messageOf(error)}`);
    });
  }

  /** How many tools of the server are offered now. */
  #offer({ tools, hasResources }: ToolList): number {
    const { coordinator, offered, keeper } = this.#session;
    const [config, subscriptions] = [this.#config, this.#subscriptions];
    const declared = hasResources ? [...tools, RESOURCES] : tools;
    const common = { coordinator, server: this.#server, serverName: this.#name, config, keeper };
    const make = (toolName: string, one: Declared) =>
      one === RESOURCES
        ? resourcesTool({ ...common, subscriptions, name: toolName })
        : serverTool({ ...common, name: toolName, declared: one });
    const { refused, ...changes } = offered.update({ server: this.#name, config, make }, declared);
    if (Object.values(changes).some(({ length }) => length > 0)) this.#tell("mcp:tools_changed", changes);
    if (refused.length > 0) this.#tell("mcp:tools_refused", { refused });
    return declared.length - refused.length;
  }

  #tell(event: EventName, data: JsonObject = {}): void {
    void this.#session.coordinator.hooks.emit(event, { server: this.#name, ...data });
  }
}
