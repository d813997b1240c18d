/** The client that the suite starts for each scenario: hands the scenario to the test, over a socket, and ends when the test has played it. */
import { connect } from "node:net";

const [path, url] = process.argv.slice(2);
const { MCP_CONFORMANCE_SCENARIO: name, MCP_CONFORMANCE_CONTEXT: context = "{}" } = process.env;
const socket = connect(path);
socket.write(`${JSON.stringify({ name, url, context: JSON.parse(context) })}\n`);
socket.resume();
