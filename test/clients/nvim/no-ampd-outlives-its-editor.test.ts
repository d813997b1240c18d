/** However Neovim ends, and whatever its turn is doing, ampd ends too. */
import { equal } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, setup, startScene, untilGone, untilWritten } from "./run-nvim.ts";

const test = suite("nvim: the end");

const ENDINGS: readonly (readonly [string, NodeJS.Signals | "qa!"])[] = [
  [":qa!", "qa!"],
  ["SIGTERM", "SIGTERM"],
  ["SIGHUP", "SIGHUP"],
  ["SIGKILL", "SIGKILL"],
];

interface Moment {
  readonly response: unknown;
  /** Lua that lets the turn come to that moment; may set `tool`, the process of the tool. */
  readonly comes: string;
}

const MOMENTS: Readonly<Record<string, Moment>> = {
  "while an answer is waited for": { response: { text: "slow", delay_ms: 900_000 }, comes: "" },
  "while a tool runs": {
    response: { tool_calls: [{ name: "bash", input: { command: "echo $$; exec sleep 1000", timeout: 900 } }] },
    comes: `H.wait_questions(1)
    vim.cmd("Ampd approve")
    H.wait("the tool", function()
      tool = tonumber(H.text():match("\\n(%d+)\\n"))
      return tool ~= nil
    end)`,
  },
};

// In a sandbox the tool would know itself by another number.
const profile = { tools: [{ module: "tool-bash", config: { sandbox: "off" } }] };

for (const [ending, how] of ENDINGS) {
  for (const [moment, { response, comes }] of Object.entries(MOMENTS)) {
    test.needing(NEOVIM, `${ending} ${moment}`, async () => {
      await inEditorsPlace({ responses: [response], profile }, async (place) => {
        const { child, ended } = startScene(place, setup() + scene(comes, how === "qa!"));
        const pids = JSON.parse(await untilWritten(place, "pids.json")) as number[];
        if (how !== "qa!") child.kill(how);
        await ended;
        await untilGone(pids);
        equal(pids.length, comes === "" ? 1 : 2);
      });
    });
  }
}

function scene(comes: string, leaves: boolean): string {
  return `
    local tool
    H.say("Go.")
    ${comes}
    local file = io.open("pids.part", "w")
    file:write(vim.json.encode({ H.ampd_pid(), tool }))
    file:close()
    os.rename("pids.part", "pids.json")
    ${leaves ? 'vim.cmd("qall!")' : 'H.wait("the end", function() return false end)'}
  `;
}

test.run();
