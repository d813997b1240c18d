/**
 * Takes secrets out of text and JSON values before they reach a log, a file or a screen that keeps them. It knows the shapes of
 * keys, not their meaning. It sees one value at a time: a secret that is split over two chunks is the caller's concern.
 */
export { secretsOfEnvironment } from "./environment.ts";
export { MASK } from "./mask.ts";
export { secretsOfPlan } from "./plan.ts";
export { makeRedactor, mapTexts, type Redactor, redact, redactText } from "./redactor.ts";
export { REDACTOR, type SessionRedactor, secretsOf, sessionRedactor } from "./session-redactor.ts";
