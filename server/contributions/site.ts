/** Where a contribution is mounted: in which session, for whom, and who answers for it. What the adapters share; it mounts nothing. */
import { type Coordinator, type JsonObject, messageOf } from "../../kernel/index.ts";
import { contributionFault } from "../../protocol/index.ts";
import { RpcError } from "../rpc/contracts.ts";
import type { Peer } from "./peer.ts";

export interface Giver {
  /** For messages: `the client "nvim"`, `the module "greeter"`. */
  readonly label: string;
  /** What its messages call the registration by. */
  readonly registrationId: string;
  /** Who answers now; nothing while a process is being started again, and when nobody is left. */
  readonly present: Peer | undefined;
  /** The same, but waits for a process that is being started again. Rejects with a `Gone`. */
  peer(signal: AbortSignal): Promise<Peer>;
}

export interface Site {
  readonly coordinator: Coordinator;
  readonly giver: Giver;
  /** Aborts when the contribution is taken back; the reason is an error whose message says why. */
  readonly withdrawn: AbortSignal;
}

/** Why an exchange came to nothing: who is at fault is told, and the caller gets a failure of its own kind. */
export interface Fault {
  readonly kind: "timeout" | "cancelled" | "withdrawn" | "gone" | "failed" | "contract-broken";
  /** For whoever called: a sentence. */
  readonly message: string;
  /** What the peer put in `error.data`. */
  readonly data: JsonObject;
}

/** Any error of an exchange, as a fault. */
export function faultOf(error: unknown, { giver, withdrawn }: Site, what: string): Fault {
  if (withdrawn.aborted) {
    const kind = withdrawn.reason instanceof Gone ? "gone" : "withdrawn";
    return fault(kind, `${what} was ended: ${messageOf(withdrawn.reason)}`);
  }
  if (error instanceof Gone) return fault("gone", error.message);
  if (error instanceof ContractBroken) return fault("contract-broken", error.message);
  if (!(error instanceof RpcError)) return fault("failed", `${what} failed: ${messageOf(error)}`);
  switch (error.data.kind) {
    case "timeout":
      return fault("timeout", `${giver.label} did not answer ${what} in time.`);
    case "cancelled":
      return fault("cancelled", `${what} was cancelled.`);
    case "peer-gone":
      return fault("gone", `${giver.label} left before it answered ${what}.`);
    default:
      return fault("failed", `${what} failed: ${error.message}`, { ...error.data });
  }
}

function fault(kind: Fault["kind"], message: string, data: JsonObject = {}): Fault {
  return { kind, message, data };
}

/** Whoever gave a contribution is not there any more. */
export class Gone extends Error {}

/** What the peer answered is not what its contract says. */
export class ContractBroken extends Error {}

/** Tells the side at fault what is wrong with what it gave, and puts it in the session's events. */
export async function tellFault({ coordinator, giver }: Site, name: string, { kind, message }: Fault): Promise<void> {
  const { registrationId, label } = giver;
  const { sessionId } = coordinator;
  coordinator.host.report(`${label}: ${name}: ${message}`);
  await coordinator.hooks.emit("contribution:failed", { registration_id: registrationId, name, kind, reason: message });
  if (kind !== "contract-broken") return;
  giver.present?.notify(contributionFault.method, { registrationId, sessionId, name, kind, message });
}
