/** The tool `web_search`: asks the engine that the user has configured. Without one it says so; it never invents a result. */
import * as z from "zod";
import { failure, success, type Tool, type ToolContext, type ToolResult } from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import { exchange, Refusal } from "../lib/web-exchange/index.ts";
import type { Config } from "./config.ts";
import { timed } from "./deadline.ts";
import { ENGINES } from "./engines.ts";
import { answer } from "./refusal.ts";
import { readUrl } from "./site-rules.ts";

const MAX_SNIPPET_CHARS = 1000;

const inputSchema = z.strictObject({
  query: z.string().min(1).max(1000).describe("What to search for"),
  max_results: z.int().positive().max(20).optional().describe("How many results at most"),
});
type Input = z.output<typeof inputSchema>;

export function webSearchTool(config: Config): Tool {
  return defineTool<Input>({
    name: "web_search",
    description: "Searches the web and answers titles, URLs and snippets; web_fetch then reads a page.",
    input: inputSchema,
    annotations: { readOnlyHint: true, openWorldHint: true },
    execute: async (input, context) => answer(() => search(input, config, context)),
  });
}

const NO_ENGINE =
  "No search engine is configured. Go on without, or ask the user to set `search` in the config of tool-web.";

async function search(input: Input, config: Config, { signal: cancelled }: ToolContext): Promise<ToolResult> {
  const { search: settings } = config;
  if (settings === undefined) return failure("no-engine", NO_ENGINE);
  const engine = ENGINES[settings.engine];
  const endpoint = settings.endpoint ?? engine.endpoint;
  if (endpoint === undefined) return failure("no-engine", `search.endpoint is missing; ${settings.engine} needs it.`);
  if (engine.needsKey && settings.api_key === undefined) {
    return failure("no-engine", `search.api_key is missing; ${settings.engine} needs it.`);
  }
  const count = input.max_results ?? config.max_results;
  const url = new URL(endpoint);
  const outgoing = engine.ask({ endpoint: url, key: settings.api_key, text: input.query, count });
  const { status, body, isCut } = await timed(config.timeout, cancelled, (signal) =>
    exchange(outgoing, { signal, maxBytes: config.max_bytes, guard: undefined }),
  );
  if (status !== 200)
    return failure("http-error", `${settings.engine} answered ${status}; the search was not carried out.`);
  if (isCut) return failure("engine-failed", `The answer of ${settings.engine} is too long to be read.`);
  const results = readResults(engine.read, body.toString(), settings.engine).filter(({ url: one }) =>
    isWanted(one, config),
  );
  return success({
    query: input.query,
    results: results
      .slice(0, count)
      .map((result) => ({ ...result, snippet: result.snippet.slice(0, MAX_SNIPPET_CHARS) })),
  });
}

function readResults(read: (typeof ENGINES)["brave"]["read"], text: string, name: string): ReturnType<typeof read> {
  try {
    return read(JSON.parse(text));
  } catch {
    throw new Refusal("engine-failed", `What ${name} answered is not a list of results; is search.endpoint right?`);
  }
}

/** What could not be fetched anyway, by the domains of the config, need not be shown. */
function isWanted(url: string, config: Config): boolean {
  try {
    return readUrl(url, config).href !== "";
  } catch {
    return false;
  }
}
