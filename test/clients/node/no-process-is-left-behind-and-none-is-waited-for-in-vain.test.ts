/** How the client and its ampd part: politely, by force, by accident. */
import { equal, is, match } from "uvu/assert";
import { AmpdClient, type AmpdError, type ConnectOptions } from "../../../clients/node/index.ts";
import { kernelStatus } from "../../../protocol/index.ts";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";

const test = suite("AmpdClient's process");

/** Answers `initialize`, then nothing; does not leave when it is asked to. */
const STUBBORN = `
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});
const serverInfo = { name: "stubborn", version: "0" };
process.stdin.once("data", (line) => {
  const { id } = JSON.parse(line);
  console.error("I do not listen");
  console.log(JSON.stringify({ jsonrpc: "2.0", id, result: { protocolVersion: "1.0", serverInfo, capabilities: {}, limits: {} } }));
});
setInterval(() => {}, 1000);`;

async function failure(work: Promise<unknown>): Promise<AmpdError> {
  return work.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: AmpdError) => error,
  );
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function withAmpdOptions(body: (options: ConnectOptions) => Promise<void>): Promise<void> {
  const home = isolatedHome();
  const options = { command: process.execPath, args: [builtProgram("ampd")], cwd: home.directory, env: home.env };
  try {
    await body(options);
  } finally {
    home.remove();
  }
}

test("close ends ampd, and may be called twice", async () => {
  await withAmpdOptions(async (options) => {
    const client = await AmpdClient.connect(options);
    await Promise.all([client.close(), client.close()]);
    is(isAlive(client.pid), false);
    is((await failure(client.request(kernelStatus, {}))).kind, "connection-closed");
  });
});

test("a death in the middle fails what waits, and says how it died", async () => {
  await withAmpdOptions(async (options) => {
    const client = await AmpdClient.connect({ ...options, args: ["-e", STUBBORN] });
    const failed = failure(client.request(kernelStatus, {}));
    process.kill(client.pid ?? 0, "SIGKILL");
    const { kind, message, data } = await failed;
    is(kind, "process-died");
    match(message, /by signal SIGKILL.*I do not listen/);
    equal([data.exitCode, data.signal], [null, "SIGKILL"]);
    await client.close();
  });
});

test("a server that does not leave is ended", async () => {
  await withAmpdOptions(async (options) => {
    const client = await AmpdClient.connect({ ...options, args: ["-e", STUBBORN] });
    const failed = failure(client.request(kernelStatus, {}));
    await client.close({ timeoutMs: 50 });
    is(isAlive(client.pid), false);
    is((await failed).kind, "connection-closed");
  });
});

const BROKEN: readonly [string, Partial<ConnectOptions>, string, RegExp][] = [
  [
    "a command that is not there",
    { command: "/nowhere/ampd" },
    "start-failed",
    /could not be started \(\/nowhere\/ampd\).*ENOENT/,
  ],
  [
    "one that leaves at once",
    { args: ["-e", "console.error('no such thing'); process.exit(7)"] },
    "process-died",
    /exit code 7.*no such thing/,
  ],
  [
    "one that talks nonsense",
    { args: ["-e", "console.log('hello'); setInterval(() => {}, 1000)"] },
    "protocol-broken",
    /not the protocol/,
  ],
  [
    "one that is silent",
    { args: ["-e", "setInterval(() => {}, 1000)"], initializeTimeoutMs: 100 },
    "timeout",
    /did not answer/,
  ],
];

for (const [title, broken, kind, message] of BROKEN) {
  test(`connect fails clearly: ${title}`, async () => {
    await withAmpdOptions(async (options) => {
      const error = await failure(AmpdClient.connect({ ...options, ...broken }));
      is(error.kind, kind);
      match(error.message, message);
    });
  });
}

test.run();
