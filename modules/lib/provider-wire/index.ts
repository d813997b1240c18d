/** What the providers over a vendor's wire share. */
export { type Attempt, untilAborted } from "./attempt.ts";
export { findApiKey, httpUrl, requireApiKey, type WireConfig, wireConfigShape } from "./config.ts";
export type { OutgoingBlock } from "./delivery.ts";
export { errorBodyOf, type Failure, FailureError, kindOfStatus } from "./failure.ts";
export { costOf, type Price } from "./price.ts";
export {
  createWireProvider,
  type RequestPart,
  type Vendor,
  type VendorRequest,
} from "./provider.ts";
export { withoutVariables } from "./sdk-environment.ts";
export { isWholeInput, parseToolInput } from "./tool-input.ts";
