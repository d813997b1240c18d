/** Builds the official SDK's client, told everything and left nothing to find. The SDK is loaded with the first request. */
import type { OpenAI } from "openai";
import { withoutVariables } from "../provider-wire/index.ts";
import { fetchWithPlainErrors } from "./plain-errors.ts";

/** The provider's own limit comes first; this one only frees a connection that nobody waits for any more. */
const SDK_TIMEOUT_FACTOR = 2;

export interface Connection {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Seconds. */
  readonly timeout: number;
  readonly defaultHeaders?: Readonly<Record<string, string | null>>;
}

export async function connectOpenAi(connection: Connection): Promise<OpenAI> {
  const { OpenAI } = await import("openai");
  return withoutVariables(/^OPENAI_/, () => new OpenAI(clientOptions(connection)));
}

type ConnectedOptions = Omit<Connection, "baseUrl"> & {
  readonly baseURL: string;
  readonly maxRetries: number;
  readonly logLevel: "off";
  readonly fetch: typeof fetch;
};

/** What every client gets; the time-out in milliseconds. */
export function clientOptions({ apiKey, baseUrl, timeout, ...others }: Connection): ConnectedOptions {
  return {
    ...others,
    apiKey,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: timeout * 1000 * SDK_TIMEOUT_FACTOR,
    logLevel: "off",
    fetch: fetchWithPlainErrors,
  };
}
