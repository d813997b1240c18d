/** vscode-jsonrpc as it comes, over two streams in memory: what the tables of cases are compared with. */
import { PassThrough } from "node:stream";
import { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { type RpcCall, RpcError } from "../../../server/rpc/index.ts";
import { RawClient } from "./raw-client.ts";
import { testMethods } from "./test-methods.ts";

export interface PlainPair {
  readonly client: RawClient;
  dispose(): void;
}

export function plainPair(): PlainPair {
  const input = new PassThrough();
  const output = new PassThrough();
  const reader = new StreamMessageReader(input);
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new StreamMessageWriter(output));
  connection.onError(() => {});
  for (const [method, handler] of testMethods().table) {
    connection.onRequest(method, (params: unknown) => handler(params, {} as RpcCall).catch(rethrow));
  }
  connection.listen();
  return {
    client: new RawClient({ toServer: input, fromServer: output, framing: "lsp" }),
    dispose: () => connection.dispose(),
  };
}

function rethrow(error: unknown): never {
  throw error instanceof RpcError ? new ResponseError(error.code, error.message, error.data) : error;
}

/** Streams in memory and the library's queue need no more than some turns of the event loop; nothing in them waits for time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
