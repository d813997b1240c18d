/** Forms and pages of MCP servers on a real terminal: field by field, and nothing is sent before the person says so. */
import { is, match } from "uvu/assert";
import { goodServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, onTerminal, TERMINAL, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's forms");
const NAME = /name[\s\S]*\(required\) > $/;
const AGE = /age[\s\S]*\(Enter: 7\) > $/;
const SEND = /Send this to mcp:good\?.*: $/;
const OPENED = /Open this page yourself[\s\S]*Did you open it\?.*: $/;

function argsOf(workplace: Workplace, input: Record<string, unknown> = {}): string[] {
  const tools = [
    { module: "tool-mcp", config: { start_wait: 50, servers: { good: { ...goodServer, start_timeout: 50 } } } },
  ];
  const responses = [{ tool_calls: [{ name: "mcp_good_ask", input }] }, "That was it."];
  const plan = workplace.plan(responses, { tools, hooks: [] });
  return ["--output-format", "stream-json", "--color", "never", "--mount-plan", plan, "do it"];
}

type Step = readonly [prompt: RegExp, line: string];
const BOTH: readonly Step[] = [
  [NAME, "Ann\n"],
  [AGE, "\n"],
];

const ROWS: readonly (readonly [string, readonly Step[], RegExp])[] = [
  ["its fields are filled in, with a default", [...BOTH, [SEND, "y\n"]], /name\W+Ann\W+age\W+7/],
  [
    "what does not fit is asked for again",
    [
      [NAME, "Ann\n"],
      [AGE, "old\n"],
      [/"old" is no number[\s\S]*> $/, "8\n"],
      [SEND, "yes\n"],
    ],
    /age\W+8/,
  ],
  [
    "a field that is required may not be empty, and the person may decline",
    [
      [NAME, "\n"],
      [/it is required[\s\S]*> $/, ":decline\n"],
    ],
    /action\W+decline/,
  ],
  [
    "the person may cancel on the way",
    [
      [NAME, "Ann\n"],
      [AGE, ":cancel\n"],
    ],
    /action\W+cancel/,
  ],
  ["the end of input cancels it", [[NAME, "\u0004"]], /action\W+cancel/],
  ["Enter at the end sends nothing", [...BOTH, [SEND, "\n"]], /action\W+cancel/],
];

for (const [title, steps, told] of ROWS) {
  test.needing(TERMINAL, `a form: ${title}`, async () => {
    await inWorkplace(async (workplace) => {
      const run = onTerminal(workplace, argsOf(workplace));
      await run.seen(/mcp:good asks: Who are you\?/);
      for (const [prompt, line] of steps) {
        await run.seen(prompt);
        run.type(line);
      }
      is((await run.exited).code, 0, run.stdout);
      match(run.stdout.slice(run.stdout.lastIndexOf("tool:post")), told);
    });
  });
}

test.needing(TERMINAL, "a page is shown whole, and opened by the person", async () => {
  await inWorkplace(async (workplace) => {
    const url = `https://example.org/${"x".repeat(300)}`;
    const run = onTerminal(workplace, argsOf(workplace, { url }));
    await run.seen(OPENED);
    match(run.stdout, url);
    run.type("y\n");
    is((await run.exited).code, 0, run.stdout);
    match(run.stdout.slice(run.stdout.lastIndexOf("tool:post")), /action\W+accept/);
  });
});

test("without a terminal it is cancelled", async () => {
  await inWorkplace(async (workplace) => {
    const { code, stdout } = await ampsh(workplace, argsOf(workplace));
    is(code, 0, stdout);
    match(stdout, /action\W+cancel/);
  });
});

test.run();
