/** What holds for every context: it keeps the history as it was, and shows a model a part of it that is in order. */
import { type Context, type JsonObject, type Message, pairToolCalls } from "../../kernel/index.ts";
import { type Check, expect, expectEqual, shown } from "./check.ts";
import { type Scene, type SceneOptions, withScene } from "./scene.ts";

const ONE: Message = { role: "user", content: [{ type: "text", text: "one" }], metadata: { kept: true } };
const TWO: Message = { role: "assistant", content: [{ type: "text", text: "two" }] };
const WINDOW_TOKENS = 4000;
/** Some twenty times what the window holds. */
const CALLS = 80;
const RESULT_CHARS = 4000;
const CHARS_PER_TOKEN = 4;

export const CONTEXT_CHECKS: readonly Check[] = [
  check("messages-are-kept", "Messages come back as they were added, in order.", async ({ context, view }) => {
    for (const message of [ONE, TWO]) await context.addMessage(message);
    expectEqual(await context.getMessages(), [ONE, TWO], "getMessages");
    expectEqual(await view(), [ONE, TWO], "getMessagesForRequest, of a history that fits");
  }),
  check(
    "lists-are-copies",
    "A list that was handed out or in does not change afterwards.",
    async ({ context, view }) => {
      await context.addMessage(ONE);
      const lists = [await context.getMessages(), await view()];
      await context.addMessage(TWO);
      for (const list of lists) expect(list.length === 1, "a list that was handed out has grown; hand out copies");
      const given = [TWO];
      await context.setMessages(given);
      given.push(ONE);
      expectEqual(await context.getMessages(), [TWO], "getMessages, after the list given to setMessages was changed");
    },
  ),
  check("history-can-be-replaced", "setMessages replaces the history, clear empties it.", async ({ context, view }) => {
    await context.addMessage(ONE);
    await context.setMessages([TWO, ONE]);
    expectEqual(await context.getMessages(), [TWO, ONE], "getMessages, after setMessages");
    await context.clear();
    expectEqual(await context.getMessages(), [], "getMessages, after clear");
    expectEqual(await view(), [], "getMessagesForRequest, after clear");
  }),
  check(
    "a-view-fits-and-keeps-pairs",
    "The view of a long history fits the window, and never parts a call from its result.",
    async ({ context, view }) => {
      const history = longHistory();
      for (const [index, message] of history.entries()) {
        await context.addMessage(message);
        // A view is asked for whenever the next request would be: behind a result, never behind a call.
        if (message.role === "tool" && index % 8 === 0) expectPaired(await view());
      }
      const last = await view();
      expectPaired(last);
      const chars = JSON.stringify(last).length;
      const most = WINDOW_TOKENS * CHARS_PER_TOKEN * 2;
      expect(chars < most, `a view of ${chars} characters for a window of ${WINDOW_TOKENS} tokens; compact it`);
      expect(last.length > 0, "the view of a long history is empty");
      expectEqual(await view(), last, "a second view of the same history, which a provider's cache needs unchanged,");
      expectEqual(await context.getMessages(), history, "getMessages, after views were compacted");
    },
    { contextWindow: WINDOW_TOKENS },
  ),
  check(
    "compact-changes-no-history",
    "compact shortens the view on demand, and leaves the history as it is.",
    async ({ context, view, request }) => {
      if (context.compact === undefined) return "it has no compact";
      const history = longHistory();
      await context.setMessages(history);
      const answer: JsonObject = await context.compact(request);
      expect(typeof answer === "object" && answer !== null, `compact answered ${shown(answer)}; answer an object`);
      expectPaired(await view());
      expectEqual(await context.getMessages(), history, "getMessages, after compact");
      return undefined;
    },
    { contextWindow: WINDOW_TOKENS },
  ),
];

export async function exerciseContext({ coordinator, provider }: Scene): Promise<void> {
  const context = coordinator.get("context");
  await context?.setMessages(longHistory());
  await context?.getMessagesForRequest({ provider });
  await context?.compact?.({ provider });
}

interface Mounted {
  readonly context: Context;
  readonly request: { readonly provider: Scene["provider"] };
  view(): Promise<readonly Message[]>;
}

function check(
  name: string,
  requirement: string,
  body: (mounted: Mounted) => Promise<unknown>,
  options: SceneOptions = {},
): Check {
  const run: Check["run"] = (subject) =>
    withScene(subject, options, async ({ coordinator, provider }) => {
      const context = coordinator.get("context");
      expect(context !== undefined, "mount: it mounts no context");
      const request = { provider };
      const reason = await body({ context, request, view: () => context.getMessagesForRequest(request) });
      return typeof reason === "string" ? reason : undefined;
    });
  return { name, requirement, run };
}

function longHistory(): Message[] {
  const turns = Array.from({ length: CALLS }, (_, index): Message[] => {
    const id = `call-${index}`;
    return [
      ...(index % 10 === 0 ? [{ ...ONE, content: [{ type: "text" as const, text: `Question ${index}.` }] }] : []),
      { role: "assistant", content: [{ type: "tool_call", id, name: "read_file", input: { file_path: id } }] },
      { role: "tool", tool_call_id: id, content: [{ type: "text", text: `${index} `.repeat(RESULT_CHARS / 4) }] },
    ];
  });
  return turns.flat();
}

function expectPaired(messages: readonly Message[]): void {
  const { repaired, dropped } = pairToolCalls(messages);
  expect(repaired.length === 0, `the view has the call ${repaired[0]} without its result; keep or drop both`);
  expect(dropped.length === 0, `the view has the result of ${dropped[0]} without its call; keep or drop both`);
}
