/** Makes the session that a command line asks for, or brings it back. */
import { randomUUID } from "node:crypto";
import { sessionList } from "../../protocol/index.ts";
import type { AmpdClient, Session, SessionEvent } from "../node/index.ts";
import type { SessionChoice } from "./command.ts";
import { readMountPlan } from "./mount-plan-file.ts";
import { ShellError } from "./shell-error.ts";

export interface OpenOptions {
  readonly choice: SessionChoice;
  readonly cwd: string;
  readonly events: string[];
  readonly onEvent: (event: SessionEvent, isOwn: boolean) => void;
}

/** @throws ShellError, AmpdError */
export async function openSession(client: AmpdClient, options: OpenOptions): Promise<Session> {
  const { choice, cwd, events: subscribe } = options;
  if (choice.kind === "new") return createSession(client, choice, options);
  const sessionId = choice.kind === "last" ? await lastSession(client, cwd) : await findSession(client, choice.id);
  return client.resumeSession(sessionId, { subscribe, onEvent: listenerFor(sessionId, options) });
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
  return client.createSession({
    sessionId,
    cwd: options.cwd,
    subscribe: options.events,
    onEvent: listenerFor(sessionId, options),
    ...(profile !== undefined && { profile }),
    ...(mountPlan !== undefined && { mountPlan }),
    ...(isEphemeral && { ephemeral: true }),
  });
}

/** Children are part of their parents' work; nobody goes on with them. */
async function lastSession(client: AmpdClient, cwd: string): Promise<string> {
  const { sessions } = await client.request(sessionList, { cwd });
  const last = sessions.find(({ parentId }) => parentId === undefined);
  if (last !== undefined) return last.sessionId;
  throw new ShellError(`--continue: there is no session in ${cwd}; leave it out to begin one.`, {
    kind: "session-not-found",
  });
}

function listenerFor(sessionId: string, { onEvent }: OpenOptions): (event: SessionEvent) => void {
  return (event) => onEvent(event, event.sessionId === sessionId);
}
