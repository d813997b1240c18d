/** Which URLs may be fetched at all, before any name is looked up: scheme, credentials, and the domains of the config. */

import { hostOf, Refusal } from "../lib/web-exchange/index.ts";
import type { Config } from "./config.ts";

const MAX_URL_CHARS = 8192;

export type SiteConfig = Pick<Config, "allowed_domains" | "blocked_domains">;

/** @throws Refusal `invalid-url`, `denied` */
export function readUrl(text: string, config: SiteConfig, base?: URL): URL {
  if (text.length > MAX_URL_CHARS)
    throw new Refusal("invalid-url", `The URL is longer than ${MAX_URL_CHARS} characters.`);
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (url === undefined) throw new Refusal("invalid-url", `${text} is not a URL; it begins with https:// or http://.`);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new Refusal("invalid-url", `${url.protocol} is not fetched; only https: and http: are.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Refusal("invalid-url", "A URL with a user or a password in it is not fetched.");
  }
  const host = hostOf(url);
  const { allowed_domains: allowed, blocked_domains: blocked } = config;
  if (blocked.some((domain) => isOf(host, domain))) throw new Refusal("denied", `${host} is in blocked_domains.`);
  if (allowed !== null && !allowed.some((domain) => isOf(host, domain))) {
    throw new Refusal("denied", `${host} is not in allowed_domains.`);
  }
  return url;
}

/** The domain itself, and everything under it; never a name that only ends alike. */
function isOf(host: string, domain: string): boolean {
  const name = asciiOf(domain.replace(/^\*?\./, "").replace(/\.$/, ""));
  return host === name || host.endsWith(`.${name}`);
}

/** As a URL writes it, so that `münchen.example` matches. */
function asciiOf(domain: string): string {
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : domain.toLowerCase();
}
