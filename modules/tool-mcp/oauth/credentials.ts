/** What is kept of a login: the tokens, whose they are, and what is needed to renew them. */
import * as z from "zod";

const text = z.string().min(1);

export const credentialsSchema = z.strictObject({
  /** Of the authorization server that gave the tokens; they are shown to no other. */
  issuer: text,
  /** By issuer: the clients that were registered, as they were answered. */
  clients: z.record(z.string(), z.looseObject({ client_id: text, client_secret: z.string().optional() })),
  /** The authorization server's own, as it stood at the login. */
  metadata: z.record(z.string(), z.unknown()).optional(),
  /** What the tokens are for (RFC 8707). */
  resource: z.string().optional(),
  tokens: z
    .strictObject({
      access_token: text,
      refresh_token: z.string().optional(),
      /** Unix, in milliseconds. */
      expires_at: z.number().optional(),
      /** What was granted, where the server tells, and else what was asked for. */
      scope: z.string().optional(),
    })
    .optional(),
  /** The server wanted more than was granted; the next login asks for it. */
  wanted_scope: z.string().optional(),
});

export type Credentials = z.output<typeof credentialsSchema>;
export type Tokens = NonNullable<Credentials["tokens"]>;

/** What a token endpoint answers. */
interface Answered {
  readonly access_token: string;
  readonly refresh_token?: string | undefined;
  readonly expires_in?: number | undefined;
  readonly scope?: string | undefined;
}

const MS = 1000;
/** A token that ends so soon is renewed before it is used. */
const MARGIN_MS = 30 * MS;

/** @param asked what was asked for, or granted before */
export function tokensOf({ access_token, refresh_token, expires_in, scope }: Answered, asked?: string): Tokens {
  const granted = scope ?? asked;
  return {
    access_token,
    ...(refresh_token !== undefined && { refresh_token }),
    ...(expires_in !== undefined && { expires_at: Date.now() + expires_in * MS }),
    ...(granted !== undefined && { scope: granted }),
  };
}

export function isEnding({ expires_at: end }: Tokens): boolean {
  return end !== undefined && end - Date.now() < MARGIN_MS;
}

/** Each scope once. */
export function unionOf(...scopes: readonly (string | undefined)[]): string | undefined {
  const all = new Set(scopes.flatMap((scope) => scope?.split(" ") ?? []).filter((scope) => scope !== ""));
  return all.size === 0 ? undefined : [...all].join(" ");
}

export function covers(granted: string | undefined, wanted: string): boolean {
  const have = new Set(granted?.split(" "));
  return wanted.split(" ").every((scope) => scope === "" || have.has(scope));
}
