/** Request ids: strings, or integers that JSON numbers keep exactly. `1` and `"1"` are two ids. */
export type RequestId = string | number;

export function isRequestId(value: unknown): value is RequestId {
  return typeof value === "string" || Number.isSafeInteger(value);
}
