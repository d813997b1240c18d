/** The events of the server's own, beside the kernel's: what was done to a session from outside. */
import { z } from "zod";
import { once } from "./message.ts";

const text = z.string();
const count = z.int().nonnegative();
const queueActions = z.enum(["enqueued", "edited", "removed", "cleared", "held", "released"]);

interface ServerEvent {
  readonly about: string;
  readonly payload: () => z.ZodObject;
}

export const SERVER_EVENTS: Readonly<Record<string, ServerEvent>> = {
  "session:revert": {
    about: "Turns were dropped from the history: those after `at_turn`, up to `from_turn`.",
    payload: once(() => z.object({ at_turn: count, from_turn: count, messages: count.describe("That are left.") })),
  },
  "session:configured": {
    about: "The settings were changed; these are in force now.",
    payload: once(() =>
      z.object({
        provider: text.optional(),
        model: text.optional(),
        effort: text.optional(),
        mode: text.optional(),
        title: text.optional(),
      }),
    ),
  },
  "session:queue": {
    about:
      "The queue of prompts changed. An entry that is run leaves it with `prompt:submit`, whose `turn_id` is the entry's id.",
    payload: once(() =>
      z.object({
        action: queueActions,
        entry_id: text.optional(),
        entry_ids: z.array(text).describe("What waits now, the next one first."),
        held: z.enum(["cancelled", "failed", "resumed"]).optional().describe("Why nothing is run by itself."),
      }),
    ),
  },
};
