/** Takes secrets out of what the server itself says or keeps: errors, titles, a client's metadata. Sessions have redactors of their own. */
import { makeRedactor, secretsOfEnvironment } from "../modules/lib/redaction/index.ts";

export const serverRedactor = makeRedactor({ secrets: secretsOfEnvironment(process.env) });
