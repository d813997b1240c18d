/** Which of many sessions a list tells of, where no database does it. */
import { byLastUse, type ListFilter } from "./contracts.ts";
import type { SessionListing } from "./metadata.ts";

export function select<Listing extends SessionListing>(sessions: readonly Listing[], filter: ListFilter): Listing[] {
  const { after, limit } = filter;
  return sessions
    .filter((one) => matches(one, filter) && (after === undefined || byLastUse(after, one) < 0))
    .sort(byLastUse)
    .slice(0, limit);
}

function matches(session: SessionListing, { cwd, query }: ListFilter): boolean {
  if (cwd !== undefined && session.cwd !== cwd) return false;
  if (query === undefined) return true;
  const text = [session.session_id, session.title, session.cwd, session.first_prompt].join("\n").toLowerCase();
  return text.includes(query.toLowerCase());
}
