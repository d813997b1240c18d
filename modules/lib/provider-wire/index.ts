/** What the providers over a vendor's wire share. */
export { type Attempt, untilAborted } from "./attempt.ts";
export { requireApiKey, type WireConfig, wireConfigShape } from "./config.ts";
export type { OutgoingBlock } from "./delivery.ts";
export { errorBodyOf, type Failure, FailureError } from "./failure.ts";
export {
  createWireProvider,
  type RequestPart,
  type Vendor,
  type VendorRequest,
} from "./provider.ts";
export { parseToolInput } from "./tool-input.ts";
