/** The search engines: how each is asked, and where its answer has the results. */
import * as z from "zod";
import type { Outgoing } from "../lib/web-exchange/index.ts";

export interface Result {
  readonly title: string;
  readonly url: string;
  readonly snippet: string;
}

export interface Query {
  readonly endpoint: URL;
  readonly key: string | undefined;
  readonly text: string;
  readonly count: number;
}

interface Engine {
  /** Where it is asked when the config does not say. */
  readonly endpoint?: string;
  readonly needsKey: boolean;
  readonly ask: (query: Query) => Outgoing;
  /** Throws when the answer is not the engine's. */
  readonly read: (answer: unknown) => readonly Result[];
}

const text = z.string().catch("");
const found = <Key extends string>(snippet: Key) =>
  z.array(z.looseObject({ title: text, url: z.string(), [snippet]: text } as Record<string, typeof text>));

export const ENGINES: Readonly<Record<"searxng" | "brave" | "tavily", Engine>> = {
  searxng: {
    needsKey: false,
    ask: ({ endpoint, text: q }) => ({ url: withParameters(endpoint, { q, format: "json" }) }),
    read: (answer) => resultsOf(z.looseObject({ results: found("content") }).parse(answer).results, "content"),
  },
  brave: {
    endpoint: "https://api.search.brave.com/res/v1/web/search",
    needsKey: true,
    ask: ({ endpoint, text: q, count, key = "" }) => ({
      url: withParameters(endpoint, { q, count: String(count) }),
      headers: { accept: "application/json", "x-subscription-token": key },
    }),
    read: (answer) => {
      const schema = z.looseObject({ web: z.looseObject({ results: found("description") }).optional() });
      return resultsOf(schema.parse(answer).web?.results ?? [], "description");
    },
  },
  tavily: {
    endpoint: "https://api.tavily.com/search",
    needsKey: true,
    ask: ({ endpoint, text: query, count, key = "" }) => ({
      url: endpoint,
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, max_results: count }),
    }),
    read: (answer) => resultsOf(z.looseObject({ results: found("content") }).parse(answer).results, "content"),
  },
};

function withParameters(endpoint: URL, parameters: Readonly<Record<string, string>>): URL {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

function resultsOf(list: readonly Readonly<Record<string, unknown>>[], snippet: string): Result[] {
  return list.map((item) => ({ title: String(item.title), url: String(item.url), snippet: String(item[snippet]) }));
}
