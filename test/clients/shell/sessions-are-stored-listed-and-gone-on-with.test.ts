/** `--continue`, `--resume`, `--ephemeral`, and `sessions list|show|rm`. */
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { equal, is, match, not } from "uvu/assert";
import { AmpdClient, AmpdProcess } from "../../../clients/node/index.ts";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's sessions");

async function begin(workplace: Workplace, id: string, cwd = workplace.cwd): Promise<void> {
  const plan = workplace.plan([`answer of ${id}`]);
  const { code, stderr } = await ampsh(workplace, [
    "--session",
    id,
    "--cwd",
    cwd,
    "--mount-plan",
    plan,
    `question to ${id}`,
  ]);
  is(code, 0, stderr);
}

async function json(workplace: Workplace, args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await ampsh(workplace, [...args, "--output-format", "json"]);
  is(code, 0, stderr);
  return JSON.parse(stdout);
}

test("--continue and --resume know the history", async () => {
  await inWorkplace(async (workplace) => {
    await begin(workplace, "one");
    await begin(workplace, "two");
    equal((await json(workplace, ["-c", "go on"])).session_id, "two");
    equal((await json(workplace, ["--resume", "on", "and on"])).session_id, "one");
    const { messages } = await json(workplace, ["sessions", "show", "two"]);
    const texts = (messages as { content: { text: string }[] }[]).map(({ content }) => content[0]?.text);
    equal(texts, ["question to two", "answer of two", "go on", "answer of two"]);
  });
});

test("a session in which no turn could begin is not kept", async () => {
  await inWorkplace(async (workplace) => {
    await begin(workplace, "one");
    const refused = await ampsh(workplace, ["--session", "two", "-p", "anthropic", "hello"]);
    is(refused.code, 2);
    const { sessions } = await json(workplace, ["sessions", "list"]);
    equal(
      (sessions as { sessionId: string }[]).map(({ sessionId }) => sessionId),
      ["one"],
    );
    equal((await json(workplace, ["-c", "go on"])).session_id, "one");
  });
});

test("--continue passes over a session without turns", async () => {
  await inWorkplace(async (workplace) => {
    await begin(workplace, "one");
    const client = await AmpdClient.connect({
      clientInfo: { name: "test", version: "0.0.0" },
      process: new AmpdProcess({ env: workplace.home.env }),
    });
    await client.createSession({ sessionId: "empty", cwd: realpathSync(workplace.cwd), profile: "demo" });
    await client.close();
    equal((await json(workplace, ["-c", "go on"])).session_id, "one");
  });
});

test("--continue is for the directory's own sessions", async () => {
  await inWorkplace(async (workplace) => {
    const other = join(workplace.home.directory, "other");
    mkdirSync(other);
    await begin(workplace, "here");
    await begin(workplace, "there", other);
    equal((await json(workplace, ["-c", "go on"])).session_id, "here");
    equal((await json(workplace, ["--cwd", other, "-c", "go on"])).session_id, "there");
  });
});

test("--ephemeral stores nothing", async () => {
  await inWorkplace(async (workplace) => {
    await ampsh(workplace, ["--ephemeral", "--mount-plan", workplace.plan(["ok"]), "hello"]);
    equal(await json(workplace, ["sessions", "list", "--all"]), { sessions: [] });
  });
});

test("list, show and rm", async () => {
  await inWorkplace(async (workplace) => {
    await begin(workplace, "alpha");
    await begin(workplace, "beta");
    const list = await ampsh(workplace, ["sessions", "list"]);
    match(list.stdout, /^beta +\S+ \S+ +1 +question to beta\nalpha .*question to alpha\n$/);
    const show = await ampsh(workplace, ["sessions", "show", "al"]);
    match(show.stdout, /## 1\. user\n\nquestion to alpha\n[\s\S]*## 1\. assistant\n\nanswer of alpha\n/);
    is((await ampsh(workplace, ["sessions", "rm", "alpha"])).code, 0);
    const after = await ampsh(workplace, ["sessions", "list"]);
    not.match(after.stdout, /alpha/);
    const gone = await ampsh(workplace, ["sessions", "rm", "alpha"]);
    is(gone.code, 2);
    match(gone.stderr, /no session "alpha"/);
  });
});

test("a directory without sessions says how to see the others", async () => {
  await inWorkplace(async (workplace) => {
    const { code, stdout, stderr } = await ampsh(workplace, ["sessions", "list"]);
    equal([code, stdout], [0, ""]);
    match(stderr, /--all/);
  });
});

test.run();
