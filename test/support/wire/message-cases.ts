/** Messages that JSON-RPC servers get wrong, and what the answer is. The same table runs in both framings, and against a plain library. */

export interface ExpectedReply {
  readonly id: string | number | null;
  readonly code?: number;
  /** `error.data.kind`. */
  readonly kind?: string;
  readonly result?: unknown;
}

export interface MessageCase {
  readonly name: string;
  /** Texts, each in a frame of its own, all in one write. */
  readonly bodies: readonly (string | Buffer)[];
  /** Every reply, in any order; an inner array is one batch. */
  readonly replies: readonly (ExpectedReply | readonly ExpectedReply[])[];
  /** Whether vscode-jsonrpc 10 without this layer answers the same. */
  readonly isRightInPlainLibrary: boolean;
}

const echo = (id: string, params = "{}"): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"test/echo","params":${params}}`;
const note = '{"jsonrpc":"2.0","method":"test/unheard"}';
const invalid = (id: string | number | null): ExpectedReply => ({ id, code: -32600, kind: "invalid-request" });
const PARSE_ERROR: ExpectedReply = { id: null, code: -32700, kind: "parse-error" };

const RIGHT = true;
const WRONG = false;

function row(
  name: string,
  bodies: MessageCase["bodies"],
  outcome: { readonly replies: MessageCase["replies"]; readonly plain: boolean },
): MessageCase {
  return { name, bodies, replies: outcome.replies, isRightInPlainLibrary: outcome.plain };
}

export const MESSAGE_CASES: readonly MessageCase[] = [
  row("a body that is not JSON", ['{"jsonrpc":"2.0",'], { replies: [PARSE_ERROR], plain: WRONG }),
  row("a body that is a word", ["hello"], { replies: [PARSE_ERROR], plain: WRONG }),
  row("invalid UTF-8", [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])], {
    replies: [PARSE_ERROR],
    plain: WRONG,
  }),
  row("a number out of range", [echo("1", '{"n":1e400}')], { replies: [PARSE_ERROR], plain: WRONG }),
  row("a number of 400 digits", [echo("1", `[${"9".repeat(400)}]`)], { replies: [PARSE_ERROR], plain: WRONG }),
  row("an empty batch", ["[]"], { replies: [invalid(null)], plain: WRONG }),
  row("a batch of requests", [`[${echo("1")},${echo("2")}]`], {
    replies: [
      [
        { id: 1, result: {} },
        { id: 2, result: {} },
      ],
    ],
    plain: WRONG,
  }),
  row("a batch of requests and notifications", [`[${note},${echo('"a"')},${note}]`], {
    replies: [[{ id: "a", result: {} }]],
    plain: WRONG,
  }),
  row("a batch of notifications", [`[${note},${note}]`], { replies: [], plain: RIGHT }),
  row("a batch of numbers", ["[1,2]"], { replies: [[invalid(null), invalid(null)]], plain: WRONG }),
  row("a batch in a batch", [`[[${echo("1")}]]`], { replies: [[invalid(null)]], plain: WRONG }),
  row("a batch of good and bad", [`[${echo("1")},{"jsonrpc":"2.0","id":2},{"jsonrpc":"2.0","id":3,"method":"none"}]`], {
    replies: [[{ id: 1, result: {} }, invalid(2), { id: 3, code: -32601, kind: "method-not-found" }]],
    plain: WRONG,
  }),
  row("a batch that uses an id twice", [`[${echo("1")},${echo("1")}]`], {
    replies: [
      [
        { id: 1, result: {} },
        { id: 1, code: -32600, kind: "duplicate-id" },
      ],
    ],
    plain: WRONG,
  }),
  row(
    "a batch with more entries than requests may be pending",
    [`[${Array.from({ length: 1025 }, () => note).join()}]`],
    {
      replies: [{ id: null, code: -32600, kind: "batch-too-large" }],
      plain: WRONG,
    },
  ),
  row("a batch of responses", ['[{"jsonrpc":"2.0","id":99,"result":1},{"jsonrpc":"2.0","id":98,"result":1}]'], {
    replies: [],
    plain: RIGHT,
  }),
  row("a number", ["42"], { replies: [invalid(null)], plain: WRONG }),
  row("a string", ['"hi"'], { replies: [invalid(null)], plain: WRONG }),
  row("null", ["null"], { replies: [invalid(null)], plain: WRONG }),
  row("an empty object", ["{}"], { replies: [invalid(null)], plain: WRONG }),
  row("no jsonrpc", ['{"id":1,"method":"test/echo"}'], { replies: [invalid(1)], plain: WRONG }),
  row("another jsonrpc", ['{"jsonrpc":"1.0","id":1,"method":"test/echo"}'], { replies: [invalid(1)], plain: WRONG }),
  row("a method that is a number", ['{"jsonrpc":"2.0","id":"x","method":1}'], {
    replies: [invalid("x")],
    plain: WRONG,
  }),
  row("a method that is a number, without an id", ['{"jsonrpc":"2.0","method":1,"params":"bar"}'], {
    replies: [invalid(null)],
    plain: WRONG,
  }),
  row("an id without a method", ['{"jsonrpc":"2.0","id":7}'], { replies: [invalid(7)], plain: WRONG }),
  row("id null", [echo("null")], { replies: [invalid(null)], plain: WRONG }),
  row("id true", [echo("true")], { replies: [invalid(null)], plain: WRONG }),
  row("an id that is an object", [echo("{}")], { replies: [invalid(null)], plain: WRONG }),
  row("an id that is an array", [echo("[1]")], { replies: [invalid(null)], plain: WRONG }),
  row("an id with a fraction", [echo("1.5")], { replies: [invalid(null)], plain: WRONG }),
  row("an id that no JSON number keeps", [echo("9007199254740993")], { replies: [invalid(null)], plain: WRONG }),
  row("a negative id that no JSON number keeps", [echo("-9007199254740993")], {
    replies: [invalid(null)],
    plain: WRONG,
  }),
  row("the largest ids", [echo("9007199254740991"), echo("-9007199254740991")], {
    replies: [
      { id: 9007199254740991, result: {} },
      { id: -9007199254740991, result: {} },
    ],
    plain: RIGHT,
  }),
  row("ids 0, -1 and the empty string", [echo("0"), echo("-1"), echo('""')], {
    replies: [
      { id: 0, result: {} },
      { id: -1, result: {} },
      { id: "", result: {} },
    ],
    plain: RIGHT,
  }),
  row('ids 1 and "1"', [echo("1", '["number"]'), echo('"1"', '["string"]')], {
    replies: [
      { id: 1, result: ["number"] },
      { id: "1", result: ["string"] },
    ],
    plain: WRONG,
  }),
  row("ids that are names of an object's own things", [echo('"__proto__"'), echo('"constructor"')], {
    replies: [
      { id: "__proto__", result: {} },
      { id: "constructor", result: {} },
    ],
    plain: RIGHT,
  }),
  row("a live id used again", [echo("1"), echo("1")], {
    replies: [
      { id: 1, result: {} },
      { id: 1, code: -32600, kind: "duplicate-id" },
    ],
    plain: WRONG,
  }),
  row("params that are a number", [echo("1", "5")], {
    replies: [{ id: 1, code: -32602, kind: "invalid-params" }],
    plain: WRONG,
  }),
  row("params that are a string", [echo("1", '"x"')], {
    replies: [{ id: 1, code: -32602, kind: "invalid-params" }],
    plain: WRONG,
  }),
  row("no params", ['{"jsonrpc":"2.0","id":1,"method":"test/echo"}'], {
    replies: [{ id: 1, result: {} }],
    plain: WRONG,
  }),
  row("params null", [echo("1", "null")], { replies: [{ id: 1, result: {} }], plain: WRONG }),
  row("params that are an array", [echo("1", "[1,2]")], { replies: [{ id: 1, result: [1, 2] }], plain: WRONG }),
  row("an unknown method", ['{"jsonrpc":"2.0","id":1,"method":"none"}'], {
    replies: [{ id: 1, code: -32601, kind: "method-not-found" }],
    plain: RIGHT,
  }),
  ...["__proto__", "toString", "constructor", "rpc.discover", "$/foo", "$/cancelRequest", "$/setTrace", "exit", ""].map(
    (method) =>
      row(
        `an unknown method ${JSON.stringify(method)}`,
        [JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { id: 5 } })],
        {
          replies: [{ id: 1, code: -32601, kind: "method-not-found" }],
          plain: RIGHT,
        },
      ),
  ),
  row("an unknown notification", [note, '{"jsonrpc":"2.0","method":"$/unheard","params":[1]}'], {
    replies: [],
    plain: RIGHT,
  }),
  row("a notification of a request's method", ['{"jsonrpc":"2.0","method":"test/echo"}'], {
    replies: [],
    plain: RIGHT,
  }),
  row("a notification with params that are a number", ['{"jsonrpc":"2.0","method":"test/unheard","params":5}'], {
    replies: [],
    plain: RIGHT,
  }),
  row("a result that is undefined", ['{"jsonrpc":"2.0","id":1,"method":"test/nothing"}'], {
    replies: [{ id: 1, result: null }],
    plain: RIGHT,
  }),
  row("an error of the method's own", ['{"jsonrpc":"2.0","id":1,"method":"test/fail"}'], {
    replies: [{ id: 1, code: -32050, kind: "no-such-thing" }],
    plain: RIGHT,
  }),
  ...["test/throw", "test/cycle", "test/bigint", "test/deep-result"].map((method) =>
    row(`${method}: an internal error`, [JSON.stringify({ jsonrpc: "2.0", id: 1, method })], {
      replies: [{ id: 1, code: -32603, kind: "internal" }],
      plain: RIGHT,
    }),
  ),
  row(
    "responses that nobody waits for",
    ['{"jsonrpc":"2.0","id":12,"result":1}', '{"jsonrpc":"2.0","id":"12","error":5}'],
    {
      replies: [],
      plain: RIGHT,
    },
  ),
  row(
    "responses without a usable id",
    ['{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}', '{"jsonrpc":"2.0","result":1}'],
    {
      replies: [],
      plain: RIGHT,
    },
  ),
  row("a key used twice", ['{"jsonrpc":"2.0","id":1,"id":2,"method":"test/echo","params":{}}'], {
    replies: [{ id: 2, result: {} }],
    plain: RIGHT,
  }),
  row("a key __proto__ in params", [echo("1", '{"a":{"__proto__":{"isAdmin":true}}}')], {
    replies: [{ id: 1, result: JSON.parse('{"a":{"__proto__":{"isAdmin":true}}}') }],
    plain: RIGHT,
  }),
  row("nesting of 20,000 levels", [echo("1", "[".repeat(20_000) + "]".repeat(20_000))], {
    replies: [{ id: null, code: -32600, kind: "too-deep" }],
    plain: WRONG,
  }),
  row("nesting of one level too many", [echo("1", "[".repeat(128) + "]".repeat(128))], {
    replies: [{ id: null, code: -32600, kind: "too-deep" }],
    plain: WRONG,
  }),
  row("nesting of as many levels as may be", [echo("1", "[".repeat(127) + "]".repeat(127))], {
    replies: [{ id: 1, result: JSON.parse("[".repeat(127) + "]".repeat(127)) }],
    plain: WRONG,
  }),
  row("brackets and quotes inside a string", [echo("1", `["${'[{\\"\\\\'.repeat(200)}"]`)], {
    replies: [{ id: 1, result: ['[{"\\'.repeat(200)] }],
    plain: WRONG,
  }),
  row("a lone surrogate", [echo("1", '{"s":"\\ud800"}')], {
    replies: [{ id: 1, result: { s: "\ud800" } }],
    plain: RIGHT,
  }),
  row("separators that are no line ends", [echo("1", '{"s":"a\u2028b\u2029c\u0085d\\ne"}')], {
    replies: [{ id: 1, result: { s: "a\u2028b\u2029c\u0085d\ne" } }],
    plain: RIGHT,
  }),
  row("a byte order mark in front of the body", [`\ufeff${echo("1")}`], {
    replies: [{ id: 1, result: {} }],
    plain: WRONG,
  }),
  row(
    "cancels that make no sense",
    [
      '{"jsonrpc":"2.0","method":"$/cancelRequest"}',
      '{"jsonrpc":"2.0","method":"$/cancelRequest","params":5}',
      '{"jsonrpc":"2.0","method":"$/cancelRequest","params":[1]}',
      '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":{}}}',
      '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"not yet there"}}',
    ],
    { replies: [], plain: RIGHT },
  ),
];
