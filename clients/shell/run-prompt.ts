/** `ampsh PROMPT`: one turn of one session, from the command line to the exit code. */
import { isatty } from "node:tty";
import { displayMessage, sessionGet } from "../../protocol/index.ts";
import type { AmpdClient, AmpdProcess, Session, TurnReply } from "../node/index.ts";
import { untilAborted } from "../node/until-aborted.ts";
import { chooseAnswering } from "./answer-questions.ts";
import { type AnswerWriter, makeAnswerWriter } from "./answer-writer.ts";
import type { PromptCommand } from "./command.ts";
import { connect, disconnect } from "./connect.ts";
import { EXIT } from "./exit-codes.ts";
import { Interruption } from "./interruption.ts";
import { Narrator } from "./narrator.ts";
import { dropUnused, openSession } from "./open-session.ts";
import { exitCodeOf, type Outcome } from "./outcome.ts";
import { withProviderFailure } from "./provider-failure.ts";
import { checkPromptSource, readPrompt, type StandardInput } from "./read-prompt.ts";
import { Screen } from "./screen.ts";
import { ShellError } from "./shell-error.ts";
import { chooseStyle } from "./style.ts";
import { TurnRecord } from "./turn-record.ts";
import { workingDirectory } from "./working-directory.ts";

/** @param ampd one that is getting ready; without it one is started */
export async function runPrompt(command: PromptCommand, ampd: AmpdProcess | undefined): Promise<number> {
  return new PromptRun(command, ampd).run();
}

class PromptRun {
  readonly #command: PromptCommand;
  readonly #ampd: AmpdProcess | undefined;
  readonly #interruption = new Interruption();
  readonly #record = new TurnRecord();
  readonly #screen: Screen;
  readonly #narrator: Narrator;
  readonly #writer: AnswerWriter;
  readonly #style: ReturnType<typeof chooseStyle>;
  #sessionId: string | undefined;
  #profile: string | undefined;
  #warnings: Session["warnings"] = [];

  constructor(command: PromptCommand, ampd: AmpdProcess | undefined) {
    const { stdout, stderr, env } = process;
    const isTerminal = stderr.isTTY === true;
    this.#command = command;
    this.#ampd = ampd;
    this.#style = chooseStyle(command.color, isTerminal, env);
    this.#screen = new Screen({
      stdout,
      stderr,
      isSpinning: isTerminal && !command.isQuiet && env.TERM !== "dumb",
      // Whoever read the answer has seen enough; any other reason is asked for at the end.
      onBrokenOutput: () => this.#interruption.leave(EXIT.done),
    });
    this.#narrator = new Narrator(command, { screen: this.#screen, style: this.#style });
    this.#writer = makeAnswerWriter(command.format, this.#screen);
  }

  async run(): Promise<number> {
    const outcome = await this.#attempt();
    const { reply, error } = outcome;
    this.#screen.hideActivity();
    this.#writer.finish(outcome);
    this.#narrator.denials(this.#record);
    if (reply !== undefined) this.#narrator.limit(reply);
    if (reply !== undefined && this.#command.showsUsage) this.#narrator.usage(reply);
    if (error !== undefined) this.#narrator.failed(error, this.#warnings);
    await this.#screen.flush();
    this.#interruption.dispose();
    const { outputFailure } = this.#screen;
    if (outputFailure === undefined) return outcome.exitCode;
    this.#narrator.error(outputFailure);
    return outcome.exitCode === EXIT.done ? outputFailure.exitCode : outcome.exitCode;
  }

  async #attempt(): Promise<Outcome> {
    try {
      const reply = await this.#work();
      return this.#outcome({ reply, exitCode: exitCodeOf(reply, this.#record, this.#interruption.exitCode) });
    } catch (thrown) {
      const { exitCode } = this.#interruption;
      if (exitCode !== undefined) return this.#outcome({ exitCode });
      const error = withProviderFailure(ShellError.of(thrown), this.#warnings);
      return this.#outcome({ error, exitCode: error.exitCode });
    }
  }

  #outcome(end: Pick<Outcome, "exitCode" | "reply" | "error">): Outcome {
    const known = { sessionId: this.#sessionId, profile: this.#profile, warnings: this.#warnings };
    return { ...end, ...known, record: this.#record };
  }

  async #work(): Promise<TurnReply> {
    const { signal } = this.#interruption;
    const input: StandardInput = { open: () => process.stdin, fd: 0, isTerminal: isatty(0) };
    checkPromptSource(this.#command, input);
    const cwd = await workingDirectory(this.#command.cwd);
    const answering = chooseAnswering(this.#command, {
      screen: this.#screen,
      style: this.#style,
      record: this.#record,
    });
    // ampd gets ready while the prompt is read.
    const connecting = connect({
      process: this.#ampd,
      ...(answering.onApproval && { onApproval: answering.onApproval }),
      ...(answering.onInput && { onInput: answering.onInput }),
      capabilities: { display: {} },
      ...(this.#command.isVerbose && { onLog: (line: string) => this.#screen.note(line) }),
      signal,
    });
    try {
      if (this.#command.stdin === "always") this.#narrator.reading();
      const prompt = await readPrompt(this.#command, input, { signal, onSlow: () => this.#narrator.warn(SLOW) });
      if (prompt.wasSilent) this.#narrator.warn(SILENT);
      const client = await untilAborted(connecting, signal);
      answering.follow(client);
      const session = await untilAborted(this.#open(client, cwd), signal);
      try {
        return await this.#execute(session, prompt.text);
      } catch (refusal) {
        const isGone = await dropUnused(client, session, { choice: this.#command.session, refusal });
        if (isGone) this.#sessionId = undefined;
        throw refusal;
      }
    } finally {
      answering.close();
      await disconnect(connecting, signal);
    }
  }

  async #open(client: AmpdClient, cwd: string): Promise<Session> {
    client.onNotification(displayMessage, ({ text, source }) => this.#narrator.warn(`${source}: ${text}`));
    const session = await openSession(client, {
      choice: this.#command.session,
      permissions: this.#command.permissions,
      cwd,
      events: this.#writer.events,
      onEvent: (event, isOwn) => {
        if (isOwn) this.#record.observe(event);
        this.#narrator.onEvent(event);
        this.#writer.onEvent(event, isOwn);
      },
    });
    this.#sessionId = session.id;
    this.#warnings = session.warnings;
    const { name, version } = client.server.serverInfo;
    this.#narrator.opened(session, `${name} ${version} (process ${client.pid})`);
    if (this.#command.format !== "text") {
      this.#profile = (await client.request(sessionGet, { sessionId: session.id })).profile;
    }
    return session;
  }

  async #execute(session: Session, prompt: string): Promise<TurnReply> {
    const { provider, model, maxIterations } = this.#command;
    const cancel = (): void => {
      this.#narrator.cancelling();
      // Where that fails the turn itself fails, too, and says why.
      session.cancel("graceful").catch(() => {});
    };
    return this.#interruption.duringTurn(cancel, () =>
      session.execute(prompt, {
        ...(provider !== undefined && { provider }),
        ...(model !== undefined && { model }),
        ...(maxIterations !== undefined && { maxIterations }),
      }),
    );
  }
}

const SLOW = "stdin has not ended yet, so it is read on; Ctrl-D ends what is typed";
const SILENT =
  "stdin is open, but nothing came, so it was not read; give `-` to wait for it, or --no-stdin to be rid of this";
