/** Where sessions are kept: argument, environment, the user's settings, files. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { type StoreArguments, storeChoice } from "../../../server/cli/store-choice.ts";
import { inSettingsScene, USER } from "../../support/settings-scene.ts";
import { suite } from "../../support/suite.ts";

const test = suite("the choice of a store");

const URL = "postgres://one@localhost/a";
const OTHER = "postgres://two@localhost/b";
const POSTGRES = "store: {kind: postgres, url: '${DATABASE}'}\n";

interface Row {
  readonly given?: StoreArguments;
  readonly environment?: NodeJS.ProcessEnv;
  readonly settings?: string;
  readonly choice: unknown;
}

const ROWS: Readonly<Record<string, Row>> = {
  nothing: { choice: { kind: "files" } },
  "settings without a store": { settings: "profile: demo\n", choice: { kind: "files" } },
  "settings with a variable": {
    settings: POSTGRES,
    environment: { DATABASE: URL },
    choice: { kind: "postgres", url: URL },
  },
  "settings with a word": {
    settings: "store: postgres\n",
    environment: { AMPD_STORE_URL: URL },
    choice: { kind: "postgres", url: URL },
  },
  "settings as JSON": {
    settings: '{\n  "store": "postgres"\n}\n',
    environment: { AMPD_STORE_URL: URL },
    choice: { kind: "postgres", url: URL },
  },
  "the environment over settings": {
    settings: POSTGRES,
    environment: { AMPD_STORE: "files", DATABASE: URL },
    choice: { kind: "files" },
  },
  "an argument over all": {
    given: { store: "postgres", storeUrlEnv: "THEIRS" },
    settings: POSTGRES,
    environment: { AMPD_STORE: "files", THEIRS: OTHER, DATABASE: URL },
    choice: { kind: "postgres", url: OTHER },
  },
  "a variable that is not set": {
    settings: POSTGRES,
    choice: /store\.url: the environment variable DATABASE is not set/,
  },
  "a store that there is not": { settings: "store: postgress\n", choice: /store/ },
  "a word of the environment that is none": { environment: { AMPD_STORE: "x" }, choice: /choose files or postgres/ },
};

for (const [name, { given = {}, environment = {}, settings, choice }] of Object.entries(ROWS)) {
  test(name, () =>
    inSettingsScene(settings === undefined ? {} : { [USER]: settings }, async ({ home }) => {
      const all = { HOME: home, AMPD_HOME: join(home, "ampd"), ...environment };
      const answer = await storeChoice(given, all).catch((error: Error) => error.message);
      if (choice instanceof RegExp) assert.match(String(answer), choice);
      else assert.equal(answer, choice);
    }),
  );
}

test.run();
