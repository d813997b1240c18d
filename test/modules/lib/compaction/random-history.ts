/** Histories and settings made from a seed: the same seed gives the same ones, so that a failure can be run again. */
import type { ContentBlock, JsonObject, Message } from "../../../../kernel/index.ts";

export type Random = () => number;

/** Numbers from 0 to 1, from a seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Steps as a session would take them: each is what joins the history between two requests. */
export function randomSteps(random: Random, count: number): Message[][] {
  const steps: Message[][] = [[prompt(random, 0)]];
  for (let number = 1; number < count; number += 1) {
    const kind = random();
    if (kind < 0.2) steps.push([answer([text(random, 400)]), prompt(random, number)]);
    else if (kind < 0.25) steps.push([answer([text(random, 100)]), prompt(random, number), injected(random)]);
    else if (kind < 0.3)
      steps.push([...calling(random, number), { ...prompt(random, number), metadata: { source: "steering" } }]);
    else steps.push(calling(random, number));
  }
  return steps;
}

export function randomSettings(random: Random): JsonObject {
  return {
    compact_threshold: 0.6 + random() * 0.4,
    target_usage: 0.2 + random() * 0.4,
    protected_recent: random() * 0.6,
    protected_tool_results: pick(random, [0, 2, 5]),
    truncate_chars: pick(random, [0, 40, 250]),
    compaction_notice_enabled: random() < 0.7,
    compaction_notice_token_reserve: 100,
    compaction_notice_verbosity: pick(random, ["minimal", "normal", "verbose"]),
    token_meter: "estimate",
  };
}

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value;
}

/** An answer with calls and their results; now and then a hook's message comes between. */
function calling(random: Random, number: number): Message[] {
  const ids = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, place) => `call-${number}-${place}`);
  const calls = ids.map((id) => ({ type: "tool_call" as const, id, name: "look", input: { query: `${number}` } }));
  const results = ids.map(
    (id): Message => ({ role: "tool", tool_call_id: id, content: [text(random, pick(random, [20, 500, 4000]))] }),
  );
  const said = random() < 0.5 ? [text(random, 200)] : [];
  const between = random() < 0.1 ? [injected(random)] : [];
  return [answer([...said, ...calls]), ...between, ...results];
}

function prompt(random: Random, number: number): Message {
  const blocks: ContentBlock[] = [{ type: "text", text: `prompt ${number} ` }, text(random, pick(random, [10, 600]))];
  return { role: "user", content: blocks };
}

function answer(content: ContentBlock[]): Message {
  return { role: "assistant", content, metadata: { provider: "scripted" } };
}

function injected(random: Random): Message {
  return { role: "system", content: [text(random, 100)], metadata: { source: "hook" } };
}

function text(random: Random, maxChars: number): { readonly type: "text"; readonly text: string } {
  const length = 1 + Math.floor(random() * maxChars);
  const word = pick(random, ["lorem ", "ipsum\n", "äöü ", "🙂 ", "字"]);
  return { type: "text", text: word.repeat(Math.ceil(length / word.length)) };
}
