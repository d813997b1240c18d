import * as assert from "uvu/assert";
import { childEnvironment, startGroup, supervise } from "../../../../modules/lib/child-process/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a process that is late loses no output");
/** More than is read at a time, and less than a pipe holds. */
const LENGTH = 100_000;
/** Longer than pipes are read by the clock once a command has ended. */
const LATE_MS = 2500;

/** Nothing of this process happens meanwhile, as if the system had stopped it. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test("when the command has ended, and all that it wrote is still to be read", async () => {
  const env = childEnvironment({ cwd: "/" });
  const group = await startGroup({ file: "head", args: ["-c", `${LENGTH}`, "/dev/zero"], cwd: "/", env });
  const pieces: number[] = [];
  let lateMs = LATE_MS;
  const onChunk = async (_: string, chunk: Buffer): Promise<void> => {
    await group.exited;
    await new Promise((resolve) => setImmediate(resolve));
    standStill(lateMs);
    lateMs = 0;
    pieces.push(chunk.length);
  };
  const { cause } = await supervise(group, { signal: new AbortController().signal, onChunk });
  const length = pieces.reduce((all, one) => all + one, 0);
  assert.equal([cause, length], ["exited", LENGTH]);
});

test.run();
