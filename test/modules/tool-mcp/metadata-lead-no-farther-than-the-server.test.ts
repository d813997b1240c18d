import * as assert from "uvu/assert";
import { fetchWithinReachOf, isLoopback, isSafe } from "../../../modules/tool-mcp/oauth/reach.ts";
import { suite } from "../../support/suite.ts";

const test = suite("metadata lead no farther than the server");

/** From where, and what must not be asked; addresses are written out, so that no name is looked up and nothing is sent. */
const REFUSED: readonly (readonly [server: string, url: string])[] = [
  ["https://8.8.8.8/mcp", "http://8.8.8.8/token"],
  ["https://8.8.8.8/mcp", "http://127.0.0.1:1/token"],
  ["https://8.8.8.8/mcp", "https://127.0.0.1:1/token"],
  ["https://8.8.8.8/mcp", "https://[::1]:1/token"],
  ["https://8.8.8.8/mcp", "https://10.1.2.3/token"],
  ["https://8.8.8.8/mcp", "https://169.254.169.254/latest"],
  ["https://8.8.8.8/mcp", "https://[::ffff:10.1.2.3]/token"],
  ["https://8.8.8.8/mcp", "https://[fd00::1]/token"],
  ["https://10.9.9.9/mcp", "https://127.0.0.1:1/token"],
  ["https://10.9.9.9/mcp", "https://169.254.169.254/latest"],
  ["https://10.9.9.9/mcp", "http://10.1.2.3/token"],
  ["http://127.0.0.1:1/mcp", "https://10.1.2.3/token"],
  ["http://127.0.0.1:1/mcp", "http://169.254.169.254/latest"],
  ["http://127.0.0.1:1/mcp", "http://8.8.8.8/token"],
  ["http://127.0.0.1:1/mcp", "file:///etc/passwd"],
];

test("what is out of its reach is refused before anything is sent", async () => {
  for (const [server, url] of REFUSED) {
    const failed = await fetchWithinReachOf(new URL(server))(url).catch((error: unknown) => error);
    assert.match(String(failed), /is not asked|not a public address|metadata or link-local/, `${server} → ${url}`);
  }
});

test("tokens go over https, or to this machine", () => {
  const safe = [
    "https://example.com",
    "http://127.0.0.1:1",
    "http://localhost:1",
    "http://[::1]:1",
    "http://127.9.9.9",
  ];
  for (const url of safe) assert.ok(isSafe(new URL(url)), url);
  for (const url of ["http://example.com", "http://10.0.0.1", "ftp://localhost", "http://localhost.example.com"])
    assert.not.ok(isSafe(new URL(url)), url);
  assert.not.ok(isLoopback(new URL("https://127.0.0.1.example.com")));
});

test.run();
