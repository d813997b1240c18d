/**
 * Takes secrets out of text and JSON values before they reach a log, a file or a screen that keeps them. It knows the shapes of
 * keys, not their meaning. It sees one value at a time: a secret that is split over two chunks is the caller's concern.
 */
export { secretsOfEnvironment } from "./environment.ts";
export { MASK } from "./mask.ts";
export { secretsOfPlan } from "./plan.ts";
export { makeMask, makeRedactor, mapTexts, type Redactor, redact, redactText } from "./redactor.ts";
export { REDACTOR, SECRETS, type SessionRedactor, secretsOf, sessionRedactor, upToDate } from "./session-redactor.ts";
