/** Makes the session that a command line asks for, or brings it back. */
import { randomUUID } from "node:crypto";
import { sessionDelete, sessionGet, sessionList } from "../../protocol/index.ts";
import { type AmpdClient, AmpdError, type Session, type SessionEvent } from "../node/index.ts";
import type { Permissions, SessionChoice } from "./command.ts";
import { EXIT, exitCodeOfError } from "./exit-codes.ts";
import { readMountPlan } from "./mount-plan-file.ts";
import { permissionOverrides } from "./permission-overrides.ts";
import { requireNoRules } from "./permission-rules.ts";
import { ShellError } from "./shell-error.ts";

export interface OpenOptions {
  readonly choice: SessionChoice;
  readonly permissions: Permissions;
  readonly cwd: string;
  readonly events: string[];
  readonly onEvent: (event: SessionEvent, isOwn: boolean) => void;
}

/** @throws ShellError, AmpdError */
export async function openSession(client: AmpdClient, options: OpenOptions): Promise<Session> {
  const { choice, permissions, cwd, events: subscribe } = options;
  if (choice.kind === "new") return createSession(client, choice, options);
  requireNoRules(permissions);
  const sessionId = choice.kind === "last" ? await lastSession(client, cwd) : await findSession(client, choice.id);
  const session = await client.resumeSession(sessionId, { subscribe, onEvent: listenerFor(sessionId, options) });
  if (permissions.mode !== undefined) await session.configure({ mode: permissions.mode });
  return session;
}

/** The one session whose id is this or begins so. @throws ShellError, AmpdError */
export async function findSession(client: AmpdClient, id: string): Promise<string> {
  const { sessions } = await client.request(sessionList, { query: id });
  const ids = sessions.map(({ sessionId }) => sessionId);
  const matching = ids.includes(id) ? [id] : ids.filter((one) => one.startsWith(id));
  const [found] = matching;
  if (found !== undefined && matching.length === 1) return found;
  const what = matching.length === 0 ? "there is no session" : `${matching.length} sessions begin with`;
  throw new ShellError(`${what} ${JSON.stringify(id)}; \`ampsh sessions list --all\` names all.`, {
    kind: "session-not-found",
  });
}

async function createSession(
  client: AmpdClient,
  { profile, mountPlanFile, id, isEphemeral }: Extract<SessionChoice, { kind: "new" }>,
  options: OpenOptions,
): Promise<Session> {
  const mountPlan = mountPlanFile === undefined ? undefined : await readMountPlan(mountPlanFile);
  const sessionId = id ?? randomUUID();
  const base = {
    cwd: options.cwd,
    ...(profile !== undefined && { profile }),
    ...(mountPlan !== undefined && { mountPlan }),
  };
  try {
    const overrides = await permissionOverrides(client, options.permissions, base);
    return await client.createSession({
      ...base,
      sessionId,
      subscribe: options.events,
      onEvent: listenerFor(sessionId, options),
      ...(overrides !== undefined && { overrides }),
      ...(isEphemeral && { ephemeral: true }),
    });
  } catch (error) {
    throw mountPlanFile === undefined ? error : planError(error, mountPlanFile);
  }
}

export interface DropOptions {
  readonly choice: SessionChoice;
  /** What the turn was answered with. */
  readonly refusal: unknown;
}

/** Removes a session that was made for this command and in which no turn has begun; answers whether it did. Never rejects. */
export async function dropUnused(client: AmpdClient, session: Session, options: DropOptions): Promise<boolean> {
  const { choice, refusal } = options;
  const wasRefused = refusal instanceof AmpdError && exitCodeOfError(refusal) === EXIT.usage;
  if (!wasRefused || choice.kind !== "new" || choice.isEphemeral) return false;
  return deleteUnused(client, session);
}

/** Deletes a session in which no turn has begun and none waits to; answers whether it did. Never rejects. */
export async function deleteUnused(client: AmpdClient, { id: sessionId }: Session): Promise<boolean> {
  try {
    const { turns, status, queued } = await client.request(sessionGet, { sessionId });
    if (turns > 0 || status === "running" || queued > 0) return false;
    await client.request(sessionDelete, { sessionId });
    return true;
  } catch {
    // It stays in the list, where its zero turns keep it from being continued.
    return false;
  }
}

/** The problem is in the file, so its name comes first. */
function planError(error: unknown, file: string): unknown {
  if (!(error instanceof AmpdError && PLAN_KINDS.has(error.kind))) return error;
  const { message, exitCode, kind } = ShellError.of(error);
  return new ShellError(`--mount-plan ${file}: ${message}`, { exitCode, kind, cause: error });
}

const PLAN_KINDS: ReadonlySet<string> = new Set([
  "mount-plan-invalid",
  "module-not-found",
  "module-load-failed",
  "module-contract-broken",
]);
const PAGE = 500;

/** Children are part of their parents' work, and without a turn there is nothing to go on with. */
async function lastSession(client: AmpdClient, cwd: string): Promise<string> {
  let cursor: string | undefined;
  do {
    const page = await client.request(sessionList, { cwd, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    const last = page.sessions.find(({ parentId, turns }) => parentId === undefined && turns > 0);
    if (last !== undefined) return last.sessionId;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  throw new ShellError(`--continue: there is no session in ${cwd}; leave it out to begin one.`, {
    kind: "session-not-found",
  });
}

function listenerFor(sessionId: string, { onEvent }: OpenOptions): (event: SessionEvent) => void {
  return (event) => onEvent(event, event.sessionId === sessionId);
}
