/** What a fork takes along: the history up to a turn, as records for a journal of its own, and what its metadata say of where it is from. */

import type { StoredSession } from "../store/contracts.ts";
import { copiedHistory } from "../store/copied-history.ts";
import type { JournalRecord } from "../store/journal-records.ts";
import { childOf, type SessionMetadata } from "../store/metadata.ts";
import { recover } from "../store/recovery.ts";
import { RequestError } from "./request-error.ts";

export interface Fork {
  readonly records: readonly JournalRecord[];
  readonly metadata: Pick<SessionMetadata, "parent_id" | "ancestors" | "forked_from" | "settings" | "profile">;
}

export interface ForkOptions {
  readonly atTurn: number | undefined;
  /** Of the other session. */
  readonly status: "stored" | "idle" | "running";
  /** What was configured there holds here, too. */
  readonly keepsSettings: boolean;
}

/** @throws RequestError `invalid-params`; `session-busy` for the turn that is under way */
export function forkOf({ metadata, state }: Pick<StoredSession, "metadata" | "state">, options: ForkOptions): Fork {
  const { status, keepsSettings } = options;
  // What a crash left open is mended in what was read of it; what is stored is left alone.
  if (status === "stored") for (const record of recover(state).records) state.apply(record);
  const last = status === "running" ? state.lastTurn - 1 : state.lastTurn;
  const { atTurn = last } = options;
  if (atTurn > last) throw noSuchTurn(atTurn, state.lastTurn);
  const { session_id, settings, profile } = metadata;
  return {
    records: copiedHistory(state, atTurn),
    metadata: {
      ...childOf(metadata),
      forked_from: { session_id, at_turn: atTurn },
      ...(keepsSettings && settings !== undefined && { settings }),
      ...(profile !== undefined && { profile }),
    },
  };
}

function noSuchTurn(atTurn: number, lastTurn: number): RequestError {
  if (atTurn <= lastTurn)
    return new RequestError("session-busy", `Turn ${atTurn} is still running; wait for it, or fork at an earlier one.`);
  return new RequestError("invalid-params", `atTurn: there is no turn ${atTurn}; the session has ${lastTurn}`);
}
