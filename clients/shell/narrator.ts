/** Tells the person on stderr what goes on: tools, retries, warnings, what was denied and how to allow it, usage. */
import type { Session, SessionEvent, TurnReply } from "../node/index.ts";
import type { PromptCommand } from "./command.ts";
import { warningText } from "./provider-failure.ts";
import type { Screen } from "./screen.ts";
import type { ShellError } from "./shell-error.ts";
import type { Style } from "./style.ts";
import { callLine, resultLine } from "./tool-line.ts";
import { asRecord, type TurnRecord } from "./turn-record.ts";
import { inOneLine, visible } from "./visible.ts";

const MAX_LINE_CHARS = 400;
/** More denials than this are counted, not listed. */
const MAX_DENIALS = 5;

export class Narrator {
  readonly #screen: Screen;
  readonly #style: Style;
  readonly #isQuiet: boolean;
  readonly #isVerbose: boolean;
  readonly #tellsSteps: boolean;

  constructor(command: PromptCommand, { screen, style }: { readonly screen: Screen; readonly style: Style }) {
    this.#screen = screen;
    this.#style = style;
    this.#isQuiet = command.isQuiet;
    this.#isVerbose = command.isVerbose;
    // The JSON formats carry the steps themselves.
    this.#tellsSteps = !command.isQuiet && (command.format === "text" || command.isVerbose);
  }

  onEvent(event: SessionEvent): void {
    if (!this.#tellsSteps) return;
    this.#tell(this.#lineFor(event));
    if (event.event === "provider:request") this.#screen.showActivity("thinking");
    if (event.event === "tool:pre") this.#screen.showActivity(String(event.data.tool_name));
  }

  opened(session: Session, server: string): void {
    for (const warning of session.warnings) this.warn(warningText(warning));
    for (const { action } of session.repairs) this.warn(`the session was mended: ${action}`);
    if (this.#isVerbose) this.#tell(this.#style.dim(`${server}, session ${session.id}`));
  }

  reading(): void {
    if (this.#isVerbose) this.#tell(this.#style.dim("reading stdin"));
  }

  warn(text: string): void {
    if (!this.#isQuiet) this.#tellWarning(text);
  }

  cancelling(): void {
    this.#tell(this.#style.yellow("ampsh: cancelling; Ctrl-C again to leave at once."));
  }

  /** Shown even where all else is quiet: something that was asked for was not done. */
  denials({ denials }: TurnRecord): void {
    for (const { call, wasUnattended } of denials.slice(0, MAX_DENIALS)) {
      const what = inOneLine(`${call.name} ${JSON.stringify(call.input)}`, MAX_LINE_CHARS);
      const advice = wasUnattended
        ? "To allow it, run this on a terminal and answer there, or give --allow or --yes."
        : "A rule of the session forbids it.";
      this.#tell(`${this.#style.red("ampsh: denied:")} ${what}. ${advice}`);
    }
    const more = denials.length - MAX_DENIALS;
    if (more > 0) this.#tell(`${this.#style.red("ampsh: denied:")} ${more} more.`);
  }

  limit({ stopReason }: TurnReply): void {
    if (stopReason === "max_tokens") this.warn("the answer was cut off: the model's limit of tokens was reached");
    if (stopReason === "max_iterations") this.warn("the turn was cut off: raise the limit with --max-iterations");
    if (stopReason === "refusal") this.warn("the model refused to answer");
  }

  usage({ usage }: TurnReply): void {
    const { input_tokens, output_tokens, cache_read_tokens, cost } = usage;
    const cached = cache_read_tokens === undefined ? "" : ` (${cache_read_tokens} cached)`;
    const price = cost === undefined ? "" : `, $${cost.toFixed(4)}`;
    this.#tell(this.#style.dim(`usage: ${input_tokens} tokens in${cached}, ${output_tokens} out${price}`));
  }

  /** What was warned of may be the reason, so it is told here even where it was not before. */
  failed(error: ShellError, warnings: Session["warnings"]): void {
    const texts = this.#isQuiet ? warnings.map((warning) => warningText(warning)) : [];
    for (const text of texts.filter((one) => !error.message.includes(one))) this.#tellWarning(text);
    this.error(error);
  }

  error({ message }: ShellError): void {
    this.#tell(`${this.#style.red("ampsh:")} ${visible(message)}`);
  }

  #lineFor(event: SessionEvent): string | undefined {
    switch (event.event) {
      case "tool:pre":
        return callLine(event, this.#style);
      case "tool:post":
      case "tool:error":
        return resultLine(event, this.#style);
      case "provider:retry":
        return this.#retryLine(event.data);
      case "thinking:final":
        return this.#isVerbose ? this.#style.dim(visible(String(event.data.thinking))) : undefined;
      default:
        return undefined;
    }
  }

  #retryLine(data: SessionEvent["data"]): string {
    const { message } = asRecord(data.error);
    const seconds = Math.ceil(Number(data.delay_ms) / 1000);
    return this.#style.yellow(`… ${inOneLine(`${message}`, MAX_LINE_CHARS)}; trying again in ${seconds} s`);
  }

  #tellWarning(text: string): void {
    this.#tell(`${this.#style.yellow("ampsh: warning:")} ${inOneLine(text, MAX_LINE_CHARS)}`);
  }

  #tell(line: string | undefined): void {
    if (line !== undefined) this.#screen.note(line);
  }
}
