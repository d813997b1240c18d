/** What a server's `oauth` says: the client that ampd is to its authorization server, and what it asks for. */
import * as z from "zod";

export const oauthSchema = z
  .strictObject({
    client_id: z
      .string()
      .min(1)
      .optional()
      .describe("The client that was registered by hand; default: one is registered at the login"),
    client_secret: z.string().min(1).optional().describe("Its secret, as `${VAR}`"),
    issuer: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("The authorization server that the client is registered with; no other gets its secret"),
    client_metadata_url: z
      .url({ protocol: /^https$/ })
      .optional()
      .describe("Where the client's metadata document is, for servers that take its URL as the client's id"),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
      .optional()
      .describe("What is asked for; default: what the server names"),
    redirect_port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe("The port of this machine that the browser comes back to; default: a free one"),
  })
  .superRefine(({ client_id, client_secret, issuer }, context) => {
    const message = "it belongs to a client_id";
    if (client_id !== undefined) return;
    if (client_secret !== undefined) context.addIssue({ code: "custom", message, path: ["client_secret"] });
    if (issuer !== undefined) context.addIssue({ code: "custom", message, path: ["issuer"] });
  });

export type OAuthConfig = z.output<typeof oauthSchema>;
