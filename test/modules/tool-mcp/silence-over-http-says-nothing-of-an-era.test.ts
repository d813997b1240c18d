import type { Client, VersionNegotiationOptions } from "@modelcontextprotocol/client";
import * as assert from "uvu/assert";
import { serverSchema } from "../../../modules/tool-mcp/config.ts";
import { connect } from "../../../modules/tool-mcp/connect.ts";
import { suite } from "../../support/suite.ts";

const test = suite("silence over HTTP says nothing of an era");

/** How long an answer to the question for the era is waited for, where a start may take 50 s. */
const ROWS = [
  ["a pipe, behind which silence is a server of the older era", { command: process.execPath }, 5000],
  ["HTTP, where every request is answered, however late", { url: "http://127.0.0.1:1/mcp" }, 50_000],
] as const;

for (const [what, place, expected] of ROWS) {
  test(what, async () => {
    const seen: unknown[] = [];
    const client = {
      setVersionNegotiation: ({ mode, probe }: VersionNegotiationOptions) => void seen.push([mode, probe?.timeoutMs]),
      connect: async () => {},
      close: async () => {},
      getProtocolEra: () => "modern",
      getNegotiatedProtocolVersion: () => "2026-07-28",
    };
    const link = await connect({
      name: "one",
      config: serverSchema.parse({ ...place, start_timeout: 50 }),
      cwd: process.cwd(),
      signal: new AbortController().signal,
      makeClient: async () => client as unknown as Client,
      onNoise: () => {},
      redactText: (text) => text,
    });
    assert.equal(seen, [["auto", expected]]);
    await link.close();
  });
}

test.run();
