/** The transport's public names: bytes in, JSON values out, and back. */
export { type DetectedFraming, DetectingDecoder } from "./detect-framing.ts";
export { EgressQueue, type Merging } from "./egress-queue.ts";
export { encodeFrame } from "./frame-encoding.ts";
export type { FrameDecoder, FrameFault, FrameLimits, Incoming } from "./incoming.ts";
export { type InputEnd, readInput } from "./read-input.ts";
