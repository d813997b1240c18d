import * as assert from "uvu/assert";
import { makeRedactor } from "../../../../modules/lib/redaction/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("huge texts");
const LENGTH = 5_000_000;
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
];

for (const piece of HOSTILE) {
  test(`${JSON.stringify(piece)} five megabytes long`, () => {
    const text = piece.repeat(Math.ceil(LENGTH / piece.length));
    assert.type(redactText(text), "string");
    assert.type(redactText(`${text}!`), "string");
  });
}

test("a secret at the end of five megabytes is found", () => {
  const key = `ghp_${"a1B2".repeat(9)}`;
  assert.ok(redactText(`${"lorem ipsum ".repeat(400_000)}${key}`).endsWith(" [REDACTED:SECRET]"));
});

test.run();
