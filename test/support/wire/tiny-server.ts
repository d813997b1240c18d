/** A process that serves the test methods over its own stdio; reports go to stderr. Limits may come as JSON in the first argument. */
import { DEFAULT_LIMITS, serveConnection } from "../../../server/rpc/index.ts";
import { testMethods } from "./test-methods.ts";

const methods = testMethods();
const served = serveConnection({
  input: process.stdin,
  output: process.stdout,
  framing: "auto",
  limits: { ...DEFAULT_LIMITS, ...JSON.parse(process.argv[2] ?? "{}") },
  methods: (name) => methods.table.get(name),
  lifecycle: { initialize: async () => ({ protocolVersion: "1.0" }) },
  report: (line) => void process.stderr.write(`${line}\n`),
});
served.connection.onClose((reason) => void process.stderr.write(`closed: ${reason}\n`));
process.exitCode = (await served.finished).exitCode;
