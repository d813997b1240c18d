/** `ampsh sessions list|show|rm|fork|revert`: what is stored, without asking a model anything. */
import { type ResultOf, sessionDelete, sessionGet, sessionList, sessionMessages } from "../../protocol/index.ts";
import type { AmpdClient, AmpdProcess } from "../node/index.ts";
import { untilAborted } from "../node/until-aborted.ts";
import type { SessionsCommand } from "./command.ts";
import { connect, disconnect } from "./connect.ts";
import { EXIT } from "./exit-codes.ts";
import { Interruption } from "./interruption.ts";
import { findSession } from "./open-session.ts";
import { failureLine } from "./outcome.ts";
import { Screen } from "./screen.ts";
import { ShellError } from "./shell-error.ts";
import { chooseStyle } from "./style.ts";
import { type Message, messageText } from "./transcript.ts";
import { inOneLine, visible } from "./visible.ts";
import { workingDirectory } from "./working-directory.ts";

type Summary = ResultOf<typeof sessionList>["sessions"][number];

const PAGE = 500;
const MAX_TITLE_CHARS = 80;

/** @param ampd one that is getting ready; without it one is started */
export async function runSessions(command: SessionsCommand, ampd: AmpdProcess | undefined): Promise<number> {
  const { stdout, stderr } = process;
  const interruption = new Interruption();
  const screen = new Screen({ stdout, stderr, isSpinning: false, onBrokenOutput: () => interruption.leave(EXIT.done) });
  const exitCode = await attempt(command, { ampd, screen, interruption });
  await screen.flush();
  interruption.dispose();
  if (screen.outputFailure === undefined) return exitCode;
  tellError(screen.outputFailure, command, screen);
  return exitCode === EXIT.done ? screen.outputFailure.exitCode : exitCode;
}

interface Surroundings {
  readonly ampd: AmpdProcess | undefined;
  readonly screen: Screen;
  readonly interruption: Interruption;
}

async function attempt(command: SessionsCommand, { ampd, screen, interruption }: Surroundings): Promise<number> {
  const { signal } = interruption;
  try {
    const connecting = connect({ process: ampd, signal });
    try {
      await untilAborted(
        connecting.then((client) => act(command, client, screen)),
        signal,
      );
      return EXIT.done;
    } finally {
      await disconnect(connecting, signal);
    }
  } catch (thrown) {
    if (interruption.exitCode !== undefined) return interruption.exitCode;
    const error = ShellError.of(thrown);
    screen.write(failureLine(command.format, error));
    tellError(error, command, screen);
    return error.exitCode;
  }
}

function tellError({ message }: ShellError, { color }: SessionsCommand, screen: Screen): void {
  const style = chooseStyle(color, process.stderr.isTTY === true, process.env);
  screen.note(`${style.red("ampsh:")} ${visible(message)}`);
}

async function act(command: SessionsCommand, client: AmpdClient, screen: Screen): Promise<void> {
  switch (command.command) {
    case "sessions list":
      return list(command, client, screen);
    case "sessions show":
      return show(command, client, screen);
    case "sessions rm":
      for (const id of command.ids) {
        const sessionId = await findSession(client, id);
        await client.request(sessionDelete, { sessionId });
        if (!command.isQuiet) screen.note(`removed ${sessionId}`);
      }
      return;
    case "sessions fork": {
      const { atTurn } = command;
      const forked = await client.forkSession(await findSession(client, command.id), {
        ...(atTurn !== undefined && { atTurn }),
        subscribe: false,
      });
      return screen.write(
        command.format === "text" ? `${forked.id}\n` : `${JSON.stringify({ sessionId: forked.id })}\n`,
      );
    }
    case "sessions revert": {
      const session = await client.resumeSession(await findSession(client, command.id), { subscribe: false });
      const turns = await session.revert(command.atTurn);
      if (command.format !== "text") screen.write(`${JSON.stringify({ sessionId: session.id, turns })}\n`);
      else if (!command.isQuiet) screen.note(`${session.id} has ${turns} turns now`);
    }
  }
}

type Of<Name extends SessionsCommand["command"]> = Extract<SessionsCommand, { command: Name }>;

async function list(command: Of<"sessions list">, client: AmpdClient, screen: Screen): Promise<void> {
  const cwd = command.isEverywhere ? undefined : await workingDirectory(command.cwd);
  const sessions: Summary[] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(PAGE, command.limit - sessions.length);
    const page = await client.request(sessionList, {
      limit,
      ...(cwd !== undefined && { cwd }),
      ...(cursor !== undefined && { cursor }),
    });
    sessions.push(...page.sessions);
    cursor = page.nextCursor;
  } while (cursor !== undefined && sessions.length < command.limit);
  if (command.format !== "text") return screen.write(`${JSON.stringify({ sessions })}\n`);
  for (const session of sessions) screen.write(`${summaryLine(session, command.isEverywhere)}\n`);
  if (sessions.length === 0 && cwd !== undefined)
    screen.note(`ampsh: there is no session in ${cwd}; --all lists those of every directory.`);
}

function summaryLine({ sessionId, updatedAt, turns, title, cwd }: Summary, showsDirectory: boolean): string {
  const when = updatedAt.slice(0, 16).replace("T", " ");
  const columns = [
    sessionId,
    when,
    String(turns).padStart(3),
    ...(showsDirectory ? [cwd] : []),
    inOneLine(title ?? "", MAX_TITLE_CHARS),
  ];
  return columns.join("  ").trimEnd();
}

async function show(command: Of<"sessions show">, client: AmpdClient, screen: Screen): Promise<void> {
  const sessionId = await findSession(client, command.id);
  const state = await client.request(sessionGet, { sessionId });
  if (command.format !== "text") {
    const messages: Message[] = [];
    for await (const message of historyOf(client, sessionId)) messages.push(message);
    return screen.write(`${JSON.stringify({ ...state, messages })}\n`);
  }
  screen.write(
    `# ${inOneLine(state.title ?? sessionId, MAX_TITLE_CHARS)}\n\n${sessionId}  ${state.updatedAt}  ${state.cwd}\n`,
  );
  for await (const message of historyOf(client, sessionId)) screen.write(`\n${messageText(message)}`);
}

async function* historyOf(client: AmpdClient, sessionId: string): AsyncGenerator<Message> {
  let cursor: string | undefined;
  do {
    const page = await client.request(sessionMessages, {
      sessionId,
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    yield* page.messages;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
