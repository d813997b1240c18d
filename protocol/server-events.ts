/** The events of the server's own, beside the kernel's: what was done to a session from outside. */
import * as z from "zod";
import { once } from "./message.ts";

const text = z.string();
const count = z.int().nonnegative();
const queueActions = z.enum(["enqueued", "edited", "removed", "cleared", "held", "released"]);

interface ServerEvent {
  readonly about: string;
  readonly payload: () => z.ZodObject;
}

const contribution = { registration_id: text, kind: z.enum(["tool", "hook", "provider"]), names: z.array(text) };
const module = { id: text, module: text, kind: text, layer: text, source: text };

export const SERVER_EVENTS: Readonly<Record<string, ServerEvent>> = {
  "contribution:mounted": {
    about: "A client has given something.",
    payload: once(() => z.object({ ...contribution, giver: text })),
  },
  "contribution:unmounted": {
    about: "What a client had given is not there any more.",
    payload: once(() => z.object({ ...contribution, giver: text, reason: z.enum(["unregistered", "client-left"]) })),
  },
  "contribution:failed": {
    about: "What somebody gave did not do what was asked of it.",
    payload: once(() => z.object({ registration_id: text, name: text, kind: text, reason: text })),
  },
  "module:mounted": { about: "A module joined the live session.", payload: once(() => z.object(module)) },
  "module:unmounted": { about: "A module left the live session.", payload: once(() => z.object(module)) },
  "module:process_died": {
    about: "The process of a module is gone, or did not start again.",
    payload: once(() =>
      z.object({
        id: text,
        reason: text,
        stderr: text.describe("The last of what it said."),
        restart_in_ms: count.nullable().describe("null: it is left alone for a minute."),
      }),
    ),
  },
  "module:process_restarted": {
    about: "The process of a module is there again.",
    payload: once(() => z.object({ id: text })),
  },
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
