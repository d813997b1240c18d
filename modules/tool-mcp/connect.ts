/**
 * Connects to one server, once: finds its era, remembers it for as long as this process lives, and gives what it has to the host. It
 * starts nothing again; `SupervisedServer` does.
 */
import type { Client, Transport } from "@modelcontextprotocol/client";
import { messageOf } from "../../kernel/index.ts";
import { BoundedOutput } from "../lib/child-process/index.ts";
import type { ServerConfig } from "./config.ts";
import { ConnectFailure } from "./connect-failure.ts";
import { makeTransport, type OpenTransport } from "./make-transport.ts";
import type { ServerAuth } from "./oauth/server-auth.ts";
import { untilAborted } from "./until-aborted.ts";

export interface ConnectOptions {
  readonly name: string;
  readonly config: ServerConfig;
  /** Of the session. */
  readonly cwd: string;
  /** Aborts: the attempt is over. */
  readonly signal: AbortSignal;
  /** A client that has its handlers and is not connected. */
  readonly makeClient: () => Promise<Client>;
  readonly onNoise: (chunk: Buffer) => void;
  /** What a failure tells of the server's words, without what is secret. */
  readonly redactText: (text: string) => string;
  /** Absent where the server takes no login. */
  readonly auth?: ServerAuth | undefined;
}

export interface Link {
  readonly client: Client;
  readonly era: string;
  readonly protocolVersion: string;
  /** Resolves with the reason when there is no connection any more. */
  readonly ended: Promise<string>;
  /** The tail of what it said on stderr. */
  stderr(): string;
  close(): Promise<void>;
}

const MAX_STDERR_BYTES = 16 * 1024;
const MAX_TOLD_CHARS = 2000;
/** A pipe that stays silent so long after `server/discover` has a server of the older era behind it. */
const PROBE_TIMEOUT_MS = 5000;
/** What a server answers with that does not speak the transport. */
const NOT_THIS_WAY: ReadonlySet<number> = new Set([400, 404, 405]);
const MAX_KNOWN = 256;
/** Servers that are known to speak the older protocol: the others are asked with each connection, which costs one request. */
const legacyServers = new Set<string>();

/** @throws ConnectFailure */
export async function connect(options: ConnectOptions): Promise<Link> {
  const key = keyOf(options);
  const isKnown = legacyServers.has(key);
  try {
    return await attempt(options, isKnown ? "legacy" : "quick");
  } catch (error) {
    const next = nextWay(error, isKnown);
    if (next === undefined || options.signal.aborted) throw error;
    legacyServers.delete(key);
    return await attempt(options, next);
  }
}

/** How the era is found: not at all, or by a question that waits only a little, or as long as the start may take. */
type Way = "legacy" | "quick" | "patient";

/** The server ended while its era was asked for. */
class Died extends ConnectFailure {}

/** The server answered the handshake with an error. */
class Refused extends ConnectFailure {}

function nextWay(error: unknown, isKnown: boolean): Way | undefined {
  // It has been replaced by another one.
  if (isKnown) return "quick";
  // It ended on a question that it did not know.
  if (error instanceof Died) return "legacy";
  // It was slow to answer, so that it was taken for one of the older era, and is none.
  return error instanceof Refused ? "patient" : undefined;
}

async function attempt(options: ConnectOptions, way: Way): Promise<Link> {
  const { name, config, signal } = options;
  const output = new BoundedOutput(MAX_STDERR_BYTES);
  const onNoise = (chunk: Buffer): void => {
    output.push(chunk);
    options.onNoise(chunk);
  };
  const stderr = (): string => options.redactText(output.text()).trim().slice(-MAX_TOLD_CHARS);
  let open: OpenTransport | undefined;
  const abandon = (): void => void open?.transport.close();
  signal.addEventListener("abort", abandon, { once: true });
  try {
    const client = await options.makeClient();
    let end = (_reason: string): void => {};
    const ended = new Promise<string>((resolve) => {
      end = resolve;
    });
    open = await openFirst({ ...options, onNoise }, async (candidate) => {
      open = candidate;
      signal.throwIfAborted();
      // A transport that is closed while it starts may settle nothing.
      await untilAborted(shake(client, candidate.transport, { config, way }), signal);
    });
    const { transport, reason } = open;
    client.onclose = () => end(reason() ?? "the connection was closed");
    const era = client.getProtocolEra() ?? "legacy";
    if (era === "legacy") await open.listening?.opened(signal);
    signal.throwIfAborted();
    if (era === "legacy" && legacyServers.size < MAX_KNOWN) legacyServers.add(keyOf(options));
    const close = async (): Promise<void> => {
      await client.close().catch(() => {});
      await transport.close().catch(() => {});
    };
    return { client, era, protocolVersion: client.getNegotiatedProtocolVersion() ?? "", ended, stderr, close };
  } catch (error) {
    const died = open?.reason();
    await open?.transport.close().catch(() => {});
    const refusal = await options.auth?.explain(error);
    throw refusal ?? failureOf(error, { name, died, stderr: stderr(), options });
  } finally {
    signal.removeEventListener("abort", abandon);
  }
}

/** HTTP's, where the error has one. */
function statusOf(error: unknown): number | undefined {
  const { status, cause } = Object(error) as { status?: unknown; cause?: unknown };
  if (typeof status === "number") return status;
  return cause === undefined ? undefined : statusOf(cause);
}

/** The transports that the config allows, one after another, until one is accepted. */
async function openFirst(
  options: ConnectOptions,
  use: (candidate: OpenTransport) => Promise<void>,
): Promise<OpenTransport> {
  const candidates = await makeTransport(options);
  for (const [index, make] of candidates.entries()) {
    const candidate = make();
    try {
      await use(candidate);
      return candidate;
    } catch (error) {
      if (index === candidates.length - 1 || !NOT_THIS_WAY.has(statusOf(error) ?? 0)) throw error;
      await candidate.transport.close().catch(() => {});
    }
  }
  throw new Error("there is no way to reach it");
}

async function shake(
  client: Client,
  transport: Transport,
  { config, way }: { config: ServerConfig; way: Way },
): Promise<void> {
  const timeout = config.start_timeout * 1000;
  // Over HTTP every request is answered, so that silence is no sign of an era.
  const isPatient = way === "patient" || config.url !== undefined;
  const timeoutMs = isPatient ? timeout : Math.min(PROBE_TIMEOUT_MS, timeout / 2);
  client.setVersionNegotiation(way === "legacy" ? { mode: "legacy" } : { mode: "auto", probe: { timeoutMs } });
  await client.connect(transport, { timeout });
}

interface Failing {
  readonly name: string;
  readonly died: string | undefined;
  readonly stderr: string;
  readonly options: ConnectOptions;
}

function failureOf(error: unknown, { died, stderr, options }: Failing): ConnectFailure {
  const { code } = error as NodeJS.ErrnoException;
  const { command, cwd, start_timeout: seconds } = options.config;
  if (code === "ENOENT" || code === "EACCES" || code === "ENOTDIR") {
    const where = cwd === undefined ? "" : ` in ${cwd}`;
    return new ConnectFailure(`${command} cannot be started${where} (${code}); is it installed?`, { isFinal: true });
  }
  // Its own timer or the SDK's: which of the two is first is chance.
  if (options.signal.aborted || String(code) === "REQUEST_TIMEOUT")
    return new ConnectFailure(`it was not ready within ${seconds} s${said(stderr)}`);
  if (died !== undefined) return new Died(`${died} before it was ready${said(stderr)}`);
  const status = statusOf(error);
  const told = options.redactText(`${messageOf(error).trim()}${status === undefined ? "" : ` (HTTP ${status})`}`);
  const message = `${options.auth?.clean(told) ?? told}${said(stderr)}`;
  return typeof code === "number" ? new Refused(message) : new ConnectFailure(message);
}

function said(stderr: string): string {
  return stderr === "" ? "" : `; it said: ${stderr}`;
}

function keyOf({ config, cwd }: ConnectOptions): string {
  const { command, args, url } = config;
  return JSON.stringify([command, args, config.cwd ?? cwd, url]);
}
