/** The server: one kernel's sessions, and the connections that use them. It reads no argument and ends no process. */
import type { Readable, Writable } from "node:stream";
import { providerDelta, toolOutput } from "../protocol/index.ts";
import { collectionMethods } from "./methods/collection-methods.ts";
import { contributionMethods } from "./methods/contribution-methods.ts";
import { eventMethods } from "./methods/event-methods.ts";
import type { Methods } from "./methods/handle.ts";
import { historyMethods } from "./methods/history-methods.ts";
import { readInitialize, statusMethods } from "./methods/lifecycle-methods.ts";
import { moduleMethods } from "./methods/module-methods.ts";
import { operationMethods } from "./methods/operation-methods.ts";
import { planMethods } from "./methods/plan-methods.ts";
import { profileMethods } from "./methods/profile-methods.ts";
import { promptMethods } from "./methods/prompt-methods.ts";
import { masking } from "./methods/session-mask.ts";
import { type MethodContext, sessionMethods } from "./methods/session-methods.ts";
import { toRpcError } from "./methods/to-rpc-error.ts";
import { workspaceMethods } from "./methods/workspace-methods.ts";
import { SettingsService } from "./plan/settings/settings-service.ts";
import type {
  Framing,
  Limits,
  MethodHandler,
  NotificationHandler,
  RpcCall,
  RpcConnection,
  ServedConnection,
} from "./rpc/contracts.ts";
import { serveConnection, watchParent } from "./rpc/index.ts";
import { systemClock } from "./rpc/system-clock.ts";
import { Client } from "./session/client.ts";
import { Housekeeping } from "./session/housekeeping.ts";
import { SessionRegistry } from "./session/session-registry.ts";
import { Subscriptions } from "./session/subscriptions.ts";
import type { SessionStore } from "./store/contracts.ts";

export interface ServerOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** The server's own directory: where a client's relative paths start that names none. */
  readonly cwd: string;
  readonly limits: Limits;
  /** Where sessions are kept; the server closes it. */
  readonly store: SessionStore;
  /** Several clients use it: the end of one is not the end of the sessions. */
  readonly isShared: boolean;
  /** Whether a session may be told to allow everything, as the mode `yolo` does. Default: no. */
  readonly allowsYolo?: boolean;
  /** One line for whoever runs the server. */
  readonly report: (line: string) => void;
}

export interface ConnectionOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly framing: Framing;
  /** The process that the server must not outlive. */
  readonly clientProcessId?: number | undefined;
}

export class AmpdServer {
  readonly #options: ServerOptions;
  readonly #clients = new Map<RpcConnection, Client>();
  readonly #registry: SessionRegistry;
  readonly #methods: Methods;
  readonly #housekeeping: Housekeeping;

  constructor(options: ServerOptions) {
    this.#options = options;
    const { environment, store, allowsYolo = false, report, limits } = options;
    const subscriptions = new Subscriptions();
    const settings = new SettingsService(environment);
    this.#registry = new SessionRegistry({
      store,
      subscriptions,
      settings,
      environment,
      allowsYolo,
      report,
    });
    this.#housekeeping = new Housekeeping({ store, settings, report });
    const context: MethodContext = {
      registry: this.#registry,
      store,
      subscriptions,
      clientOf: (call) => this.#clientOf(call),
    };
    const clients = (): Client[] => [...this.#clients.values()];
    this.#methods = {
      ...sessionMethods(context),
      ...operationMethods(context),
      ...historyMethods(context),
      ...eventMethods(context),
      ...contributionMethods(context),
      ...moduleMethods(context),
      ...planMethods(context),
      ...promptMethods(context),
      ...profileMethods(context, settings),
      ...workspaceMethods(context, settings),
      ...collectionMethods(context, settings),
      ...statusMethods(context, { clients, limits }),
    };
  }

  /** Serves one connection until it is over. */
  connect(options: ConnectionOptions): ServedConnection {
    const { limits, report } = this.#options;
    const served = serveConnection({
      input: options.input,
      output: options.output,
      framing: options.framing,
      limits,
      methods: (name) => this.#methodOf(name),
      notifications: (name) => this.#notificationOf(name),
      methodNames: () => Object.keys(this.#methods),
      lifecycle: {
        initialize: async (params, call) => this.#initialize(params, call.connection),
        shutdown: () => this.#shutdown(),
      },
      toError: toRpcError,
      report,
    });
    const { connection } = served;
    connection.onClose(() => this.#clients.delete(connection));
    if (options.clientProcessId !== undefined) leaveWith(connection, options.clientProcessId);
    return served;
  }

  /** Ends every session: what runs is cancelled, journals are flushed, modules are unmounted. */
  async stop(): Promise<void> {
    await this.#housekeeping.stop();
    await this.#registry.closeAll();
    await this.#options.store.close();
  }

  /** What is held back for a client goes before the reply, whatever the reply is. */
  #methodOf(name: string): MethodHandler | undefined {
    const method = Object.hasOwn(this.#methods, name) ? this.#methods[name] : undefined;
    if (method === undefined) return undefined;
    const masked = masking(name, method, this.#registry);
    return (params, call) => masked(params, call).finally(() => this.#clients.get(call.connection)?.flush());
  }

  /** What a client says of the contributions that it is running. */
  #notificationOf(name: string): NotificationHandler | undefined {
    if (name !== toolOutput.method && name !== providerDelta.method) return undefined;
    return (params, connection) => this.#clients.get(connection)?.contributions.peer.take(name, params);
  }

  async #initialize(params: unknown, connection: RpcConnection): Promise<unknown> {
    const { reply, client, processId } = readInitialize(params, this.#options);
    this.#clients.set(connection, new Client(connection, client));
    if (processId !== undefined) leaveWith(connection, processId);
    return reply;
  }

  async #shutdown(): Promise<null> {
    if (!this.#options.isShared) await this.stop();
    return null;
  }

  #clientOf({ connection }: RpcCall): Client {
    const client = this.#clients.get(connection);
    if (client === undefined) throw new Error("a request came before initialize");
    return client;
  }
}

/** The connection ends when the process does that it works for. */
function leaveWith(connection: RpcConnection, processId: number): void {
  const stopWatching = watchParent({ processId, clock: systemClock, onDead: () => connection.close("parent-dead") });
  connection.onClose(stopWatching);
}
