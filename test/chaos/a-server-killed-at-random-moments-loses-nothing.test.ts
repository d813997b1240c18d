import { makeHome, removeHome } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { killAtRandom } from "./kill-at-random.ts";

const test = suite("chaos");
/** Short rounds, so that each keeps its deadline on a machine that is busy. */
const ROUNDS = 10;
const KILLS_IN_A_ROUND = 4;

const first = Number(process.env.CHAOS_SEED ?? Date.now() % 1e9);

for (let seed = first; seed < first + ROUNDS; seed += 1) {
  test(`${KILLS_IN_A_ROUND} kills -9: nothing acknowledged is lost, no request is refused (CHAOS_SEED=${seed})`, async () => {
    const home = await makeHome();
    try {
      await killAtRandom({ seed, kills: KILLS_IN_A_ROUND, home });
    } finally {
      await removeHome(home);
    }
  });
}

test.run();
