import * as assert from "uvu/assert";
import { makeRedactor } from "../../../../modules/lib/redaction/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("huge texts");
/** A pattern that goes back over what it has seen would take hours for it. */
const LENGTH = 1_000_000;
const { redactText } = makeRedactor({ secrets: ["aaaaaaaab", "abcdefghijk"] });

/** Beginnings of secrets, over and over: a pattern that goes back over what it has seen would not end with these. */
const HOSTILE = [
  "a",
  " ",
  "\n",
  "eyJ",
  "eyJaaaaaaaa.",
  "sk-",
  "sk-a ",
  "a://",
  "a://b:",
  "authorization: bearer ",
  "token=",
  'password: "',
  "-----BEGIN PRIVATE KEY-----",
  "-----BEGIN ",
  "AKIA",
  "api_key",
  "secret ",
  "Zm9v\n",
  "--token ",
  " -u a:",
  "login a ",
  "cookie: a=",
  "SECRET=\n",
  ";pwd=",
  "AZDO ",
  "a.atlasv1.",
  "ghs_a.",
  "tid=a;",
  "https://a1",
];

for (const piece of HOSTILE) {
  test(`${JSON.stringify(piece)} a megabyte long`, () => {
    const text = piece.repeat(Math.ceil(LENGTH / piece.length));
    assert.type(redactText(text), "string");
    assert.type(redactText(`${text}!`), "string");
  });
}

test("a secret at the end of five megabytes is found", () => {
  const key = `ghp_${"a1B2".repeat(9)}`;
  assert.ok(redactText(`${"lorem ipsum ".repeat(400_000)}${key}`).endsWith(" [REDACTED:SECRET]"));
});

/** A regular expression's stack does not grow with the text: each of these overflowed it, or could. */
const WHOLE = 20_000_000;
const LONG: readonly [what: string, head: string, piece: string, clean: string | undefined][] = [
  ["one character", "", "z", undefined],
  ["lines", "", "line\n", undefined],
  ["base64", "data:image/png;base64,", "Zm9v", undefined],
  ["words", "", "lorem ipsum 7 ", undefined],
  ["a key", "sk-ant-", "a1-", "[REDACTED:SECRET]"],
  ["a token in three parts", `eyJ${"a".repeat(50)}.${"a".repeat(50)}.`, "a1_", "[REDACTED:SECRET]"],
  ["a header", "authorization: bearer ", "a1-", "authorization: bearer [REDACTED:SECRET]"],
];

for (const [what, head, piece, clean] of LONG) {
  test(`twenty megabytes of ${what}`, () => {
    const text = head + piece.repeat(Math.ceil(WHOLE / piece.length));
    const masked = redactText(text);
    assert.ok(masked === (clean ?? text), `it became ${masked.slice(0, 60)}`);
  });
}

test("what stands behind a key without end is kept", () => {
  assert.is(redactText(`sk-ant-${"a".repeat(100_000)} and ghp_ "more"`), '[REDACTED:SECRET] and ghp_ "more"');
});

test.run();
