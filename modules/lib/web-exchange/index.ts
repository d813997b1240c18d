/** One exchange over HTTP within bounds of time, size and reach: which addresses may be connected to is checked at the very connection. */
export { type AddressRules, addressRules, isRange } from "./address-rules.ts";
export { addressesOf, type FoundAddress, type Guard, hostOf } from "./connection.ts";
export { type Answer, type Bounds, exchange, type Outgoing } from "./exchange.ts";
export { Refusal } from "./refusal.ts";
