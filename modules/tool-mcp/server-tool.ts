/** One tool of a server as a tool of the session: holds the input to its schema, calls it, and makes failures that say what happened. */
import type { CallToolResult, Tool as Declared, Progress } from "@modelcontextprotocol/client";
import {
  type Coordinator,
  failure,
  type JsonObject,
  messageOf,
  type Tool,
  type ToolContext,
  type ToolResult,
} from "../../kernel/index.ts";
import { redactText } from "../lib/redaction/index.ts";
import type { ServerConfig } from "./config.ts";
import type { Link } from "./connect.ts";
import { ConnectFailure } from "./connect-failure.ts";
import { hasOpenedPages } from "./elicitation.ts";
import { NEVER_MS, type OpenCall } from "./open-calls.ts";
import type { ResultKeeper } from "./result-keeper.ts";
import type { SupervisedServer } from "./supervised-server.ts";
import { callAsTask, isTask } from "./task-call.ts";

interface Making {
  readonly coordinator: Coordinator;
  readonly name: string;
  readonly declared: Declared;
  readonly server: SupervisedServer;
  readonly serverName: string;
  readonly config: ServerConfig;
  readonly keeper: ResultKeeper;
}

type Check = (input: unknown) => string | undefined;

const MAX_DESCRIPTION_CHARS = 16_000;

export function serverTool(making: Making): Tool {
  const { name, declared, serverName } = making;
  const { title, annotations } = declared;
  let check: Check | undefined;
  const hints = { ...(title !== undefined && { title }), ...annotations };
  const text = declared.description ?? title ?? `The tool ${declared.name} of the MCP server ${serverName}.`;
  return {
    name,
    description: text.slice(0, MAX_DESCRIPTION_CHARS),
    inputSchema: declared.inputSchema,
    ...(Object.keys(hints).length > 0 && { annotations: hints as NonNullable<Tool["annotations"]> }),
    async execute(input, context) {
      try {
        check ??= await compile(declared);
      } catch (error) {
        return failure("invalid-schema", `${name} says that it takes what is no JSON Schema: ${messageOf(error)}`);
      }
      const problem = check(input);
      if (problem !== undefined) return failure("invalid-input", `${name}: ${problem}`);
      return call(making, input, context);
    },
  };
}

async function compile({ inputSchema }: Declared): Promise<Check> {
  const { compileSchema } = await import("../lib/json-schema/index.ts");
  return compileSchema(inputSchema);
}

async function call(making: Making, input: JsonObject, context: ToolContext): Promise<ToolResult> {
  const { server, config, keeper } = making;
  const { timeout, max_total_timeout } = config;
  const limits = { silenceMs: timeout * 1000, totalMs: max_total_timeout * 1000, signal: context.signal };
  let link: Link | undefined;
  let open: OpenCall | undefined;
  try {
    link = await server.link(context.signal);
    open = server.calls.begin(limits);
    const result = await ask(making, input, { link, open, context });
    server.reward();
    return await keeper.toResult(result, context.toolCallId);
  } catch (error) {
    return explain(error, { making, context, link, isExpired: open?.isExpired === true });
  } finally {
    open?.end();
  }
}

interface Call {
  readonly link: Link;
  readonly open: OpenCall;
  readonly context: ToolContext;
}

/** Once, and once more when the user had to open a page for it. */
async function ask(making: Making, input: JsonObject, { link, open, context }: Call): Promise<CallToolResult> {
  const { coordinator, declared, server, serverName } = making;
  const { signal } = open;
  const onprogress = (progress: Progress): void => {
    open.touch();
    void tellProgress(progress, context);
  };
  const params = { name: declared.name, arguments: input };
  const options = { signal, timeout: NEVER_MS };
  const onStatus = (text: string): void => {
    open.touch();
    void context.onOutput("stdout", `${text}\n`).catch(() => {});
  };
  const call = () =>
    isTask(declared)
      ? callAsTask(link.client, params, { ...options, onStatus })
      : link.client.callTool(params, { ...options, onprogress });
  try {
    return await call();
  } catch (error) {
    const asking = { coordinator, server: serverName, calls: server.calls, signal };
    if (!(await hasOpenedPages(error, asking))) throw error;
    return call();
  }
}

async function tellProgress({ progress, total, message }: Progress, { onOutput }: ToolContext): Promise<void> {
  const share = total === undefined ? `${progress}` : `${progress}/${total}`;
  await onOutput("stdout", `${message === undefined ? share : `${share} ${message}`}\n`).catch(() => {});
}

interface Failed {
  readonly making: Making;
  readonly context: ToolContext;
  readonly link: Link | undefined;
  readonly isExpired: boolean;
}

/** What the SDK rejects with: strings of its own where it gave up, numbers where the server answered with an error. */
async function explain(error: unknown, { making, context, link, isExpired }: Failed): Promise<ToolResult> {
  const { name, serverName, server, config } = making;
  const about = `${name} (MCP server ${serverName})`;
  if (context.signal.aborted) return failure("cancelled", `${about} was cancelled.`);
  const refusal = error instanceof ConnectFailure ? error : await server.refusal(error);
  if (refusal?.kind === "server-unavailable")
    return failure(refusal.kind, `${about}: the server is not there: ${refusal.message}`);
  if (refusal !== undefined) return failure(refusal.kind, `${about}: ${refusal.message}`);
  const { code } = error as { code?: unknown };
  const message = server.clean(redactText(messageOf(error)));
  if (isExpired) {
    const limit = `${config.timeout} s without progress, ${config.max_total_timeout} s in all`;
    return failure("timeout", `${about} did not answer in time (${limit}).`);
  }
  if (typeof code === "number") {
    server.reward();
    return failure("mcp-error", `${about} answered with an error: ${message} (${code})`);
  }
  if (link !== undefined && (code === "CONNECTION_CLOSED" || !server.isReady)) {
    const reason = await Promise.race([link.ended, message]);
    return failure(
      "server-died",
      `${about}: the server was lost during the call: ${reason}. It may have done what was asked.${said(link)}`,
    );
  }
  return failure("mcp-error", `${about} failed: ${message}`);
}

function said(link: Link): string {
  const text = link.stderr();
  return text === "" ? "" : ` It said: ${text}`;
}
