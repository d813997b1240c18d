/** The client's public names. */
export {
  AmpdClient,
  type ApprovalAnswer,
  type ApprovalQuestion,
  type ConnectOptions,
  type CreateOptions,
  type Streams,
} from "./ampd-client.ts";
export { AmpdError, type AmpdErrorDetails, type LocalErrorKind } from "./ampd-error.ts";
export { AmpdProcess, type ExitStatus, type SpawnOptions } from "./ampd-process.ts";
export type { RequestOptions, Undo } from "./connection.ts";
export type { IncomingHandler } from "./incoming-requests.ts";
export type { EventHandler, ExecuteOptions, Prompt, Session, SessionEvent, TurnReply } from "./session.ts";
