/** The Python kit, spoken to over its own pipes. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as assert from "uvu/assert";
import { findProgram } from "../../../modules/lib/child-process/index.ts";
import { ROOT } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";

const test = suite("a module in Python");
const PYTHON = { name: "python3", isMet: findProgram("python3") !== undefined };

const PROGRAM = `
import subprocess, sys
from ampd_module import Module
module = Module()
module.needs("session.working_dir")
ANSWERS = {
    "a set": lambda: {1},
    "no number": lambda: float("nan"),
    "an exit": lambda: sys.exit("no such option"),
    "a child that reads": lambda: subprocess.run(["cat"], capture_output=True).stdout.decode(),
}
@module.tool("odd", "Does odd things.", {"type": "object"})
def odd(given, call):
    return ANSWERS[given["what"]]()
@module.hook("watch", ["session:end"])
def watch(event, data):
    module.notify("test/saw", {"event": event, "value": module.capability("session.working_dir")})
module.run()
`;

interface Spoken {
  readonly child: ChildProcess;
  send(message: Json): void;
  next(): Promise<Json>;
}

async function withModule(run: (spoken: Spoken) => Promise<void>): Promise<void> {
  const env = { ...process.env, PYTHONPATH: join(ROOT, "clients", "python"), PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn("python3", ["-c", PROGRAM], { env, stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise<unknown>((resolve) => child.once("exit", resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = (message: Json): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const next = async (): Promise<Json> => JSON.parse((await lines.next()).value ?? "null");
  try {
    await run({ child, send, next });
    child.stdin.end();
    assert.is(await ended, 0);
  } finally {
    child.kill("SIGKILL");
  }
}

const OUTCOMES: readonly (readonly [what: string, message: RegExp])[] = [
  ["a set", /not JSON serializable/],
  ["no number", /not JSON compliant/],
  ["an exit", /no such option/],
];
test.needing(PYTHON, "a call is answered when its result is no JSON, and when the tool wants to exit", () =>
  withModule(async ({ send, next }) => {
    for (const [id, [what, message]] of OUTCOMES.entries()) {
      const params = { name: "odd", input: { what }, sessionId: "s", toolCallId: "c" };
      send({ id, method: "tool/execute", params });
      const reply = await next();
      assert.is(reply.id, id);
      assert.match(String((reply.error as Json).message), message);
    }
  }),
);

test.needing(PYTHON, "what a tool starts does not read the module's messages", () =>
  withModule(async ({ send, next }) => {
    const params = { name: "odd", input: { what: "a child that reads" }, sessionId: "s", toolCallId: "c" };
    send({ id: 1, method: "tool/execute", params });
    assert.equal((await next()).result, { success: true, output: "" });
  }),
);

test.needing(PYTHON, "an observer may ask for a capability, and sees what was told before the end", () =>
  withModule(async ({ child, send, next }) => {
    const event = { event: "session:end", data: {} };
    send({ method: "hook/observe", params: { name: "watch", events: [event] } });
    const { id, method } = await next();
    assert.is(method, "capability/get");
    send({ id: id as string, result: { value: "/w" } });
    child.stdin?.end();
    assert.equal((await next()).params, { event: "session:end", value: "/w" });
  }),
);

test.run();
