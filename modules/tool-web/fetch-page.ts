/** Fetches a page, redirects and all: every hop is checked as the first one was. */
import { type Answer, type Bounds, exchange, Refusal } from "../lib/web-exchange/index.ts";
import { readUrl, type SiteConfig } from "./site-rules.ts";

const MAX_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const ACCEPT = "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,application/json;q=0.9,*/*;q=0.5";

export interface Page extends Answer {
  /** Where the redirects ended. */
  readonly url: URL;
}

/** @throws Refusal `invalid-url`, `denied`, `private-address`, `not-found`, `too-many-redirects`; an Error from the network */
export async function fetchPage(text: string, config: SiteConfig, bounds: Bounds): Promise<Page> {
  let url = readUrl(text, config);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const answer = await exchange({ url, headers: { accept: ACCEPT } }, bounds);
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.status) || location === undefined) return { ...answer, url };
    url = readUrl(location, config, url);
  }
  throw new Refusal("too-many-redirects", `${text} was redirected more than ${MAX_REDIRECTS} times.`);
}
