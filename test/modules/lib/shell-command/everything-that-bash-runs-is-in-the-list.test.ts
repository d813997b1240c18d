import * as assert from "uvu/assert";
import { parseShellCommand } from "../../../../modules/lib/shell-command/index.ts";
import { suite } from "../../../support/suite.ts";
import { findBash, openOracle } from "./bash-oracle.ts";
import { unexplained } from "./covers-run.ts";
import { randomFrom, randomLine } from "./random-line.ts";

const test = suite("parsed against run");

const BLOCKS = 6;
const LINES_PER_BLOCK = Math.ceil(Number(process.env.AMPD_FUZZ_LINES ?? 300) / BLOCKS);
const FIRST_SEED = 20_260_101;
const SEEDS_PER_BLOCK = 1_000_000;

const bash = findBash();

/** Lines that are refused or opaque are not allowed by any rule, so only the others must agree with bash. */
for (let block = 0; block < BLOCKS; block += 1) {
  test.needing({ name: "bash 4 or newer", isMet: bash !== undefined }, `random lines, block ${block}`, async () => {
    const oracle = openOracle(bash ?? "");
    let compared = 0;
    try {
      for (let seed = FIRST_SEED + block * SEEDS_PER_BLOCK; compared < LINES_PER_BLOCK; seed += 1) {
        const line = randomLine(randomFrom(seed));
        const parsed = parseShellCommand(line);
        if (!parsed.ok || parsed.commands.some((command) => command.opaque !== undefined)) continue;
        compared += 1;
        const missing = unexplained(parsed.commands, await oracle.run(line));
        assert.is(missing, undefined, `seed ${seed}: bash ran ${JSON.stringify(missing)} for ${JSON.stringify(line)}`);
      }
    } finally {
      oracle.close();
    }
  });
}

test.needing(
  { name: "bash 4 or newer", isMet: bash !== undefined },
  "the comparison sees what is missing",
  async () => {
    // These lines end by themselves.
    const oracle = openOracle(bash ?? "", 60_000);
    try {
      const parsed = parseShellCommand("c1 a");
      assert.ok(parsed.ok);
      assert.equal(unexplained(parsed.commands, await oracle.run('c1 a; c2 "b c" $(c3)')), ["c3"]);
      assert.is(unexplained(parsed.commands, await oracle.run("c1 'a'")), undefined);
    } finally {
      oracle.close();
    }
  },
);

/** Where the parser and bash were found to differ, or bash does what nobody expects. */
const REFUSED = [
  "c1 com>&-mand c1",
  "c1 >& '$(c9)'",
  "c1 <(c2)x",
  "c1 x<(c2)",
  "[[ 1<(c2) ]]",
  "c1 2\\\n>>a",
  "cat <<E\n${x:-'$(c9)'}\nE",
  'c1 "$(cat <<E\nE\nc2; c3)"',
  "c1 $((1 + $(c2)))",
  "c1 $((1 + $(case a in a) c2;; esac)))",
  'c1 "${x:-"a `c2 a\\ b`"}"',
  "c1 `c2 a\\;c3`",
  "c1 ${x:-$'\\x41'}",
  "c1 $'\\u0041'",
  "coproc c1",
];
for (const line of REFUSED) {
  test(`refused: ${JSON.stringify(line)}`, () => assert.not.ok(parseShellCommand(line).ok));
}

test.run();
