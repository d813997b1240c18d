/** What a request to Azure is signed with. A token is used as it is: whoever gives one sees to it that it is fresh. */
import { findApiKey, requireApiKey } from "../lib/provider-wire/index.ts";

export interface Credential {
  readonly kind: "key" | "token";
  readonly secret: string;
}

export interface CredentialConfig {
  readonly api_key?: string | undefined;
  readonly azure_ad_token?: string | undefined;
}

const KEY_VARIABLE = "AZURE_OPENAI_API_KEY";
const TOKEN_VARIABLE = "AZURE_OPENAI_AD_TOKEN";

/**
 * What the config names goes before what the environment has, and a key before a token.
 * @throws ProviderError of kind `Configuration` when there is neither
 */
export function findCredential({ api_key: key, azure_ad_token: token }: CredentialConfig): Credential {
  const isToken = key === undefined && (token !== undefined || findApiKey(undefined, [KEY_VARIABLE]) === undefined);
  const found = isToken ? findApiKey(token, [TOKEN_VARIABLE]) : undefined;
  if (found !== undefined) return { kind: "token", secret: found };
  return { kind: "key", secret: requireApiKey(key, { id: "azure-openai", keyVariables: [KEY_VARIABLE] }) };
}
