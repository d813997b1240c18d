import * as assert from "uvu/assert";
import { makeRedactor, redact, secretsOfEnvironment } from "../../../../modules/lib/redaction/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("redaction of values");
const M = "[REDACTED:SECRET]";
const KEY = `sk-ant-api03-${"a1B2".repeat(10)}`;

const ROWS: readonly [value: unknown, clean: unknown][] = [
  [
    { api_key: "x", apiKey: "y", "x-api-key": "z" },
    { api_key: M, apiKey: M, "x-api-key": M },
  ],
  [
    { headers: { Authorization: "a", Cookie: "b", "Set-Cookie": "c" } },
    { headers: { Authorization: M, Cookie: M, "Set-Cookie": M } },
  ],
  [{ password: "" }, { password: "" }],
  [
    { password: 12, token: null, secret: { a: "b" } },
    { password: 12, token: null, secret: { a: "b" } },
  ],
  [
    { token: "x", next_page_token: "x", max_tokens: "x", tokens: "x" },
    { token: M, next_page_token: "x", max_tokens: "x", tokens: "x" },
  ],
  [
    [
      { name: "DB_PASSWORD", value: "x" },
      { name: "HOME", value: "x" },
    ],
    [
      { name: "DB_PASSWORD", value: M },
      { name: "HOME", value: "x" },
    ],
  ],
  [{ a: [`run ${KEY}`] }, { a: [`run ${M}`] }],
  [{ [KEY]: 1 }, { [M]: 1 }],
  ["text", "text"],
  [5, 5],
  [null, null],
  [undefined, undefined],
];
for (const [value, clean] of ROWS) {
  test(JSON.stringify(value) ?? "undefined", () => assert.equal(redact(value), clean));
}

test("what holds no secret is the same object", () => {
  const value = { a: [{ b: "c" }], d: new Date(0) };
  assert.is(redact(value), value);
});

test("the original is not changed", () => {
  const value = { a: { token: "x" } };
  redact(value);
  assert.is(value.a.token, "x");
});

test("circles and depths end", () => {
  const circle: Record<string, unknown> = { token: "x" };
  circle.self = circle;
  assert.equal(redact(circle), { token: M, self: "[CIRCULAR]" });
  let deep: unknown = "end";
  for (let level = 0; level < 5000; level += 1) deep = [deep];
  assert.match(JSON.stringify(redact(deep)), "TOO DEEP");
});

test("the same object twice is no circle", () => {
  const shared = { a: "b" };
  const value = { one: shared, two: shared };
  assert.equal(redact(value), value);
});

test("the secrets of an environment are found by name and taken out of text", () => {
  const secrets = secretsOfEnvironment({
    OPENAI_API_KEY: "one-two-three",
    MY_TOKEN: "a.b*c(d)e",
    DB_PASSWORD_FILE: "/run/secrets/x",
    PGPASSWORD: "p@ss word",
    SSH_KEY: "~/.ssh/id",
    SHORT_KEY: "abc",
    PATH: "/usr/bin:/bin",
    HOME: "home-sweet-home",
    EMPTY_TOKEN: undefined,
  });
  assert.equal(secrets, ["one-two-three", "a.b*c(d)e", "p@ss word"]);
  const { redactText } = makeRedactor({ secrets });
  assert.is(redactText("x one-two-three, a.b*c(d)e, p@ss word, p%40ss%20word y"), `x ${M}, ${M}, ${M}, ${M} y`);
  assert.is(redactText("aXbbbc(d)e"), "aXbbbc(d)e");
  assert.is(makeRedactor({ secrets: ["short", ""] }).redactText("short"), "short");
});

test("of two secrets the longer one is taken whole", () => {
  const { redactText } = makeRedactor({ secrets: ["abcdefgh", "abcdefghijkl"] });
  assert.is(redactText("abcdefghijkl"), M);
});

test.run();
