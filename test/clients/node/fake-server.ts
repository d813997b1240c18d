/** A server that a test plays by hand, over two streams: it sees what the client writes, line by line, and writes what it likes. */
import { PassThrough } from "node:stream";
import { AmpdClient, type ConnectOptions } from "../../../clients/node/index.ts";

export interface FakeServer {
  /** The next message of the client. */
  next(): Promise<WireMessage>;
  send(message: Record<string, unknown>): void;
  /** Bytes as they are. */
  sendRaw(bytes: Buffer): void;
  hangUp(): void;
}

export interface WireMessage {
  readonly id?: number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it as it likes
  readonly params?: any;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A client that is initialized. */
export async function connected(options: ConnectOptions = {}): Promise<{ client: AmpdClient; server: FakeServer }> {
  const toClient = new PassThrough();
  const toServer = new PassThrough();
  const server = play(toServer, toClient);
  const connecting = AmpdClient.over({ input: toClient, output: toServer }, options);
  const { id } = await server.next();
  const serverInfo = { name: "fake", version: "0" };
  server.send({ id, result: { protocolVersion: "1.0", serverInfo, capabilities: {}, limits: {} } });
  const client = await connecting;
  await server.next();
  return { client, server };
}

function play(input: PassThrough, output: PassThrough): FakeServer {
  const messages: WireMessage[] = [];
  let wake = (): void => {};
  let open = "";
  input.setEncoding("utf8").on("data", (text: string) => {
    const lines = (open + text).split("\n");
    open = lines.pop() ?? "";
    messages.push(...lines.map((line) => JSON.parse(line) as WireMessage));
    wake();
  });
  return {
    async next() {
      for (;;) {
        const message = messages.shift();
        if (message !== undefined) return message;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    send: (message) => void output.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`),
    sendRaw: (bytes) => void output.write(bytes),
    hangUp: () => void output.end(),
  };
}
