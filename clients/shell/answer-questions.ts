/** Who answers ampd's questions: `--yes`, the person at the terminal, or nobody, in which case none are taken. */
import { approvalResolved } from "../../protocol/index.ts";
import type { AmpdClient, ApprovalAnswer, ApprovalQuestion, ConnectOptions } from "../node/index.ts";
import { ApprovalDesk } from "./approval-desk.ts";
import type { PromptCommand } from "./command.ts";
import { InputDesk } from "./input-desk.ts";
import { denialOf } from "./question.ts";
import type { Screen } from "./screen.ts";
import type { Style } from "./style.ts";
import { openTerminal, type Terminal } from "./terminal.ts";
import type { TurnRecord } from "./turn-record.ts";
import { inOneLine } from "./visible.ts";

export interface Answering {
  /** Nothing: this client does not offer to answer. */
  readonly onApproval: ConnectOptions["onApproval"];
  /** Forms are for a person, whatever else is answered for them. */
  readonly onInput: ConnectOptions["onInput"];
  /** Hears what becomes of questions. */
  readonly follow: (client: AmpdClient) => void;
  /** Runs when it is its turn, while nothing is asked or noted. */
  readonly hold: Hold;
  readonly close: () => void;
}

interface Parts {
  readonly screen: Screen;
  readonly style: Style;
  readonly record: Pick<TurnRecord, "notePersonalDenial">;
}

const NOTHING_ASKS = "ampsh: --permission-mode yolo: nothing asks; everything runs that no rule denies.";
const MAX_LINE_CHARS = 200;

export function chooseAnswering(
  { answersYes, permissions }: Pick<PromptCommand, "answersYes" | "permissions">,
  parts: Parts,
): Answering {
  if (permissions.mode === "yolo") parts.screen.note(parts.style.yellow(NOTHING_ASKS));
  const terminal = openTerminal();
  const close = (): void => terminal?.close();
  const hold = inTurn((work) => parts.screen.hold(work));
  const desk = terminal && new InputDesk({ terminal, style: parts.style, hold });
  const onInput: ConnectOptions["onInput"] = desk && ((question, { signal }) => desk.ask(question, signal));
  const approvals = answersYes ? sayYes(parts) : terminal === undefined ? NOBODY : askPerson(terminal, parts, hold);
  return { ...approvals, onInput, hold, close };
}

type Approving = Pick<Answering, "onApproval" | "follow">;
type Hold = <Value>(work: () => Promise<Value>) => Promise<Value>;

const NOBODY: Approving = { onApproval: undefined, follow: () => {} };

/** Questions of every kind come one after another. */
function inTurn(hold: Hold): Hold {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(() => hold(work));
    last = done.catch(() => {});
    return done;
  };
}

function sayYes({ screen, style }: Parts): Approving {
  screen.note(style.yellow("ampsh: --yes: every question is answered with allow once."));
  const onApproval = (question: ApprovalQuestion): ApprovalAnswer => {
    const option = question.options.find(({ kind }) => kind === "allow_once");
    const said = option === undefined ? "denied, as it cannot be allowed once" : "allowed";
    screen.note(`${style.yellow("!")} ${said} by --yes: ${inOneLine(question.prompt, MAX_LINE_CHARS)}`);
    return { optionId: option?.id ?? denialOf(question) };
  };
  return { onApproval, follow: () => {} };
}

function askPerson(terminal: Terminal, { style, record }: Parts, hold: Hold): Approving {
  const desk = new ApprovalDesk({
    terminal,
    style,
    hold,
    onDenied: (id) => record.notePersonalDenial(id),
  });
  const open = new Map<string, AbortController>();
  const onApproval: ConnectOptions["onApproval"] = async (question, { signal }) => {
    const settled = new AbortController();
    open.set(question.approvalId, settled);
    try {
      return await desk.ask(question, AbortSignal.any([signal, settled.signal]));
    } finally {
      open.delete(question.approvalId);
    }
  };
  const follow = (client: AmpdClient): void => {
    client.onNotification(approvalResolved, ({ approvalId, reason }) => {
      open.get(approvalId)?.abort(new Error(`the question was settled: ${reason}`));
    });
  };
  return { onApproval, follow };
}
