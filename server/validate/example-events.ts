/** A payload for each canonical event, made from the table of events; where a field may hold anything, what the loops put there. */
import * as z from "zod";
import { EVENTS, type EventName, type JsonObject } from "../../kernel/index.ts";
import { exampleOf } from "./example-of.ts";

export interface ExampleEvent {
  readonly event: EventName;
  readonly data: JsonObject;
}

const PROMPT = [{ type: "text", text: "Hello." }];
const ANYTHING: JsonObject = {
  prompt: PROMPT,
  plan: "First look, then act.",
  tool_input: { text: "Hello." },
  block: { type: "text", text: "Hello." },
  result: { success: true, output: "done" },
};

/** In the order of the table. The first two are as short as they may be and as long as they can be; then come the odd ones. */
export function exampleEvents(): ExampleEvent[] {
  return (Object.keys(EVENTS) as EventName[]).flatMap((event) => {
    const schema = z.toJSONSchema(EVENTS[event].payload, { io: "input", unrepresentable: "any" });
    return [false, true].map((isWhole) => {
      const data = exampleOf(schema, isWhole) as JsonObject;
      const own = Object.keys(ANYTHING).filter((key) => Object.hasOwn(data, key));
      return { event, data: { ...data, ...Object.fromEntries(own.map((key) => [key, ANYTHING[key]])) } };
    });
  });
}
