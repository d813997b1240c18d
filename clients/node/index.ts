/** The client's public names. */
export {
  AmpdClient,
  type ApprovalAnswer,
  type ApprovalQuestion,
  type ConnectOptions,
  type CreateOptions,
  type InputAnswer,
  type InputQuestion,
  type Streams,
} from "./ampd-client.ts";
export { AmpdError, type AmpdErrorDetails, type LocalErrorKind } from "./ampd-error.ts";
export { AmpdProcess, type ExitStatus, type SpawnOptions } from "./ampd-process.ts";
export type { CheckOutcome, ValidateOptions } from "./check-given.ts";
export type { RequestOptions, Undo } from "./connection.ts";
export type { TakeBack } from "./give.ts";
export type {
  AnswerInTheMaking,
  Given,
  GivenHook,
  GivenProvider,
  GivenResponse,
  GivenTool,
  ToolCall,
} from "./given.ts";
export type { IncomingHandler } from "./incoming-requests.ts";
export { defineProcessModule, type MountedIn, type ProcessModule, serveModule } from "./serve-module.ts";
export type {
  EnqueueOptions,
  EventHandler,
  ExecuteOptions,
  ForkOptions,
  LogFilter,
  LogRecord,
  Prompt,
  Session,
  SessionEvent,
  SessionSettings,
  TurnReply,
} from "./session.ts";
