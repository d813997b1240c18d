/** The public names of the JSON-RPC layer. */
export {
  type CloseReason,
  type Coalescing,
  DEFAULT_LIMITS,
  type Framing,
  type Lifecycle,
  type Limits,
  type MethodHandler,
  type NotificationHandler,
  type RequestOptions,
  type RpcCall,
  type RpcConnection,
  RpcError,
  type RpcErrorData,
  type RpcServerOptions,
  type ServedConnection,
} from "./contracts.ts";
export { type ParentWatchOptions, watchParent } from "./parent-watch.ts";
export { serveConnection } from "./serve-connection.ts";
