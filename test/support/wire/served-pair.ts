/** A connection over two streams in memory, with a few methods that tests of the wire need. */
import { PassThrough } from "node:stream";
import type { Clock } from "../../../kernel/index.ts";
import {
  DEFAULT_LIMITS,
  type Framing,
  type Limits,
  type RpcServerOptions,
  type ServedConnection,
  serveConnection,
} from "../../../server/rpc/index.ts";
import { ManualClock } from "../kernel.ts";
import type { WireFraming } from "./frames.ts";
import { RawClient } from "./raw-client.ts";
import { type TestMethods, testMethods } from "./test-methods.ts";

export interface PairOptions {
  /** What the client speaks. Default `ndjson`. */
  readonly speaks?: WireFraming;
  /** What the server is told. Default `auto`. */
  readonly framing?: Framing;
  readonly limits?: Partial<Limits>;
  /** Default: one on which no time passes. */
  readonly clock?: Clock;
  readonly server?: Partial<RpcServerOptions>;
}

export interface ServedPair extends ServedConnection {
  readonly client: RawClient;
  readonly methods: TestMethods;
  /** Towards the server, and back. */
  readonly input: PassThrough;
  readonly output: PassThrough;
  /** What was reported, one line each. */
  readonly reports: string[];
}

export function servedPair({ speaks = "ndjson", framing = "auto", ...options }: PairOptions = {}): ServedPair {
  const input = new PassThrough();
  const output = new PassThrough();
  const reports: string[] = [];
  const methods = testMethods();
  const served = serveConnection({
    input,
    output,
    framing,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    methods: (name) => methods.table.get(name),
    methodNames: () => methods.table.keys(),
    lifecycle: { initialize: async () => ({ protocolVersion: "1.0" }) },
    report: (line) => void reports.push(line),
    clock: options.clock ?? new ManualClock(),
    ...options.server,
  });
  const client = new RawClient({ toServer: input, fromServer: output, framing: speaks });
  return { ...served, client, methods, input, output, reports };
}
