/** Starts ampd for one command, and ends it: politely, or quickly when the person wants to leave. */
import { AmpdClient, type ConnectOptions } from "../node/index.ts";
import { untilAborted } from "../node/until-aborted.ts";
import { SHELL_VERSION } from "./version.ts";

/** How long ampd may take to end its sessions once the person wants to leave. */
const LEAVE_TIMEOUT_MS = 3000;

export function connect(
  options: Pick<ConnectOptions, "process" | "onApproval" | "onInput" | "capabilities" | "signal" | "onLog">,
): Promise<AmpdClient> {
  return AmpdClient.connect({ clientInfo: { name: "ampsh", version: SHELL_VERSION }, ...options });
}

/** Waits until ampd is gone. Never rejects. */
export async function disconnect(connecting: Promise<AmpdClient>, signal: AbortSignal): Promise<void> {
  const client = await connecting.catch(() => undefined);
  if (client === undefined) return;
  if (signal.aborted) return client.close({ timeoutMs: LEAVE_TIMEOUT_MS });
  await untilAborted(client.close(), signal).catch(() => client.kill());
}
