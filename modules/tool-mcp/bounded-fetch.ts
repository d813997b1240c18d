/** `fetch` whose answers are bounded: a body, or one event of a stream of events, that grows too long ends with an error. */
import { MAX_MESSAGE_BYTES } from "./stdio-transport.ts";

const EVENT_STREAM = "text/event-stream";
const LF = 0x0a;
const CR = 0x0d;

export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.body === null) return response;
  const isStream = response.headers.get("content-type")?.startsWith(EVENT_STREAM) === true;
  const body = response.body.pipeThrough(bounded(MAX_MESSAGE_BYTES, isStream));
  const { status, statusText, headers } = response;
  const copy = new Response(body, { status, statusText, headers });
  // A copy has no address of its own, and the caller checks where it was led.
  Object.defineProperty(copy, "url", { value: response.url });
  Object.defineProperty(copy, "redirected", { value: response.redirected });
  return copy;
}

function bounded(maxBytes: number, isStream: boolean): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  let isLineEmpty = true;
  return new TransformStream({
    transform(chunk, controller) {
      for (const byte of isStream ? chunk : []) {
        bytes += 1;
        if (byte === CR) continue;
        // An empty line ends an event.
        if (byte === LF && isLineEmpty) bytes = 0;
        isLineEmpty = byte === LF;
      }
      if (!isStream) bytes += chunk.length;
      if (bytes > maxBytes) controller.error(new Error(`the server sent more than ${maxBytes} bytes in one message`));
      else controller.enqueue(chunk);
    },
  });
}
