/** A tool that lives in a client or in another process: checks its input, has it run there, checks what comes back. */
import type * as z from "zod";
import { failure, type JsonObject, type Tool, type ToolContext, type ToolResult } from "../../kernel/index.ts";
import { type toolDeclaration, toolExecute, toolOutput } from "../../protocol/index.ts";
import type { InputCheck } from "./input-schema.ts";
import type { Peer } from "./peer.ts";
import { ContractBroken, type Fault, faultOf, type Site, tellFault } from "./site.ts";

export type ToolDeclaration = z.output<ReturnType<typeof toolDeclaration>>;

export const TOOL_TIMEOUT_MS = 10 * 60_000;
/** Of one call's output that nobody has taken yet; what comes beyond it is left out, and said so. */
const MAX_WAITING_CHARS = 1024 * 1024;

/** The kinds that a failed result has, by what went wrong. */
const KINDS: Record<Fault["kind"], string> = {
  timeout: "timeout",
  cancelled: "cancelled",
  withdrawn: "withdrawn",
  gone: "peer-gone",
  failed: "tool-failed",
  "contract-broken": "contract-broken",
};

export function remoteTool(declaration: ToolDeclaration, check: InputCheck, site: Site): Tool {
  const { name, description, inputSchema, annotations, timeoutMs = TOOL_TIMEOUT_MS } = declaration;
  return {
    name,
    description,
    inputSchema: { type: "object", ...inputSchema },
    ...(annotations && { annotations: annotations as NonNullable<Tool["annotations"]> }),
    async execute(input, context) {
      const problems = check(input);
      if (problems !== undefined) return failure("invalid-input", `${name}: ${problems}`);
      try {
        return await run({ name, input, context, timeoutMs }, site);
      } catch (error) {
        const fault = faultOf(error, site, name);
        if (fault.kind !== "cancelled") await tellFault(site, name, fault);
        return failure(KINDS[fault.kind], fault.message);
      }
    },
  };
}

interface Call {
  readonly name: string;
  readonly input: JsonObject;
  readonly context: ToolContext;
  readonly timeoutMs: number;
}

async function run(
  { name, input, context, timeoutMs }: Call,
  { coordinator, giver, withdrawn }: Site,
): Promise<ToolResult> {
  const { toolCallId } = context;
  const { sessionId } = coordinator;
  const signal = AbortSignal.any([context.signal, withdrawn]);
  const peer = await giver.peer(signal);
  const output = new OutputRelay(peer, { toolCallId, sessionId }, context);
  try {
    const { registrationId } = giver;
    const params = { registrationId, sessionId, toolCallId, name, input };
    const answer = await peer.request(toolExecute.method, params, { signal, timeoutMs });
    await output.settled();
    return readResult(name, answer);
  } finally {
    output.end();
  }
}

function readResult(name: string, answer: unknown): ToolResult {
  const { data, error } = toolExecute.result().safeParse(answer);
  if (data !== undefined) return data as ToolResult;
  const [issue] = error.issues;
  const place = issue?.path.join(".") || "the answer";
  throw new ContractBroken(
    `${name} answered something that is not a tool result: ${place}: ${issue?.message}; it must be {success, output, error?: {kind?, message}}`,
  );
}

/** Hands on the output of one call, piece by piece, as fast as it is taken. */
class OutputRelay {
  readonly #context: ToolContext;
  readonly #undo: () => void;
  #handedOn: Promise<void> = Promise.resolve();
  #waitingChars = 0;
  #omittedChars = 0;
  #isOver = false;

  constructor(peer: Peer, call: { readonly toolCallId: string; readonly sessionId: string }, context: ToolContext) {
    this.#context = context;
    this.#undo = peer.listen(toolOutput.method, (params) => {
      const { data } = toolOutput.params().safeParse(params);
      if (data?.toolCallId !== call.toolCallId || (data.sessionId ?? call.sessionId) !== call.sessionId) return;
      this.#add(data.stream, data.text);
    });
  }

  /** Resolves when everything that came was taken. */
  async settled(): Promise<void> {
    if (this.#omittedChars > 0) this.#handOn("stderr", this.#omission());
    await this.#handedOn;
  }

  end(): void {
    this.#isOver = true;
    this.#undo();
  }

  #add(stream: "stdout" | "stderr", text: string): void {
    if (this.#waitingChars > MAX_WAITING_CHARS) this.#omittedChars += text.length;
    else if (text !== "") this.#handOn(stream, this.#omission() + text);
  }

  #omission(): string {
    const omitted = this.#omittedChars;
    this.#omittedChars = 0;
    return omitted === 0 ? "" : `\n[... ${omitted} characters left out ...]\n`;
  }

  #handOn(stream: "stdout" | "stderr", text: string): void {
    this.#waitingChars += text.length;
    this.#handedOn = this.#handedOn.then(async () => {
      this.#waitingChars -= text.length;
      if (!this.#isOver) await this.#context.onOutput(stream, text);
    });
  }
}
