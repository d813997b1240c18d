/** `npm run chaos -- --turns 500 --seed 7`: kills servers until so many turns were acknowledged. Default: 300 turns, a new seed. */
import { parseArgs } from "node:util";
import { makeHome, removeHome } from "../support/server-fixture.ts";
import { killAtRandom } from "./kill-at-random.ts";

const KILLS_IN_A_ROUND = 25;

const { values } = parseArgs({
  options: { turns: { type: "string", default: "300" }, seed: { type: "string", default: String(Date.now() % 1e9) } },
});
let turns = 0;
for (let round = 0; turns < Number(values.turns); round += 1) {
  const seed = Number(values.seed) + round;
  const home = await makeHome();
  try {
    const report = await killAtRandom({ seed, kills: KILLS_IN_A_ROUND, home });
    turns += report.turns;
    process.stderr.write(`seed ${seed}: ${JSON.stringify(report)}; ${turns} turns in all\n`);
  } catch (error) {
    process.stderr.write(`seed ${seed} failed; again: npm run chaos -- --seed ${seed} --turns 1\n`);
    throw error;
  } finally {
    await removeHome(home);
  }
}
