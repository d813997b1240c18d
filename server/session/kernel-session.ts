/** Makes the kernel's session for a live one: time and ids, the journal, events to subscribers, and a brake for what streams. */
import { randomUUID } from "node:crypto";
import {
  type Coordinator,
  type Journal,
  type JsonObject,
  type ModuleResolver,
  type MountPlan,
  type Observation,
  Session,
  type SessionOptions,
} from "../../kernel/index.ts";
import { SECRETS, type SessionRedactor, sessionRedactor } from "../../modules/lib/redaction/index.ts";
import { SERVER_EVENTS } from "../../protocol/index.ts";
import type { SessionModules } from "../contributions/session-modules.ts";
import { systemClock } from "../rpc/system-clock.ts";
import type { StoredSession } from "../store/contracts.ts";
import { directoriesOf } from "../store/directories.ts";
import type { SessionMetadata } from "../store/metadata.ts";
import type { ApprovalBroker } from "./approval-broker.ts";
import type { EventDelivery } from "./event-delivery.ts";
import type { EventMemory } from "./event-memory.ts";
import type { EventNumbers } from "./event-numbers.ts";
import type { InputBroker, InputRequest } from "./input-broker.ts";
import type { LiveSession } from "./live-session.ts";
import type { SessionSecrets } from "./session-secrets.ts";
import { titleSetter } from "./session-title.ts";
import type { StreamRecorder } from "./stream-recorder.ts";
import type { Kinship } from "./sub-session-contract.ts";
import type { Lineage, Subscriptions } from "./subscriptions.ts";
import { ToolTrust } from "./tool-trust.ts";

export interface LiveSessionOptions {
  /** `${VAR}` resolved. */
  readonly plan: MountPlan;
  readonly secrets: SessionSecrets;
  /** The same with `${VAR}` unresolved: what plans of sub-sessions and forks are made from. */
  readonly compiledPlan: MountPlan;
  /** Of a sub-session. */
  readonly kinship: Kinship | undefined;
  /** More that the modules get. */
  readonly capabilitiesOf: (session: LiveSession) => JsonObject;
  readonly stored: StoredSession;
  readonly isResumed: boolean;
  /** The number of the last event that was logged. */
  readonly lastSeq: number;
  readonly resolver: ModuleResolver;
  /** Where the variables of a plan come from. */
  readonly environment: NodeJS.ProcessEnv;
  readonly subscriptions: Subscriptions;
  /** Whoever started ampd said that a session may be told to allow everything. */
  readonly allowsYolo: boolean;
  readonly report: (line: string) => void;
}

export interface Wiring {
  readonly modules: SessionModules;
  readonly lineage: Lineage;
  readonly approvals: ApprovalBroker;
  readonly inputs: InputBroker;
  readonly recorder: StreamRecorder;
  readonly memory: EventMemory | undefined;
  readonly numbers: EventNumbers | undefined;
  readonly delivery: EventDelivery;
  readonly capabilities: JsonObject;
}

/** Behind every other handler: it only waits. */
const BACKPRESSURE_PRIORITY = 1_000_000;
/** Behind every other observer, so that an event is logged before it is delivered. */
const DELIVERY_PRIORITY = 1_000_000;
const STREAMED_EVENTS = ["content_block:delta", "thinking:delta", "tool:output"];

export function makeKernelSession(options: LiveSessionOptions, wiring: Wiring): Session {
  const { metadata, state, stateDirectory } = options.stored;
  const { lineage, approvals, inputs, recorder } = wiring;
  const trust = new ToolTrust();
  const session: Session = new Session(options.plan, {
    sessionId: metadata.session_id,
    ...(metadata.parent_id !== undefined && { parentId: metadata.parent_id }),
    host: {
      clock: systemClock,
      newId: randomUUID,
      report: (line) => {
        const { redactText } = sessionRedactor(session.coordinator);
        options.report(`session ${metadata.session_id}: ${redactText(line)}`);
      },
    },
    resolver: wiring.modules.watching(trust.watching(options.resolver)),
    journal: journalOf(options.stored, recorder, () => session.turns),
    approval: approvals,
    display: { showMessage: (text, level, source) => show(options, lineage, { text, level, source }) },
    capabilities: {
      ...wiring.capabilities,
      "session.working_dir": metadata.cwd,
      "user.cache_dir": directoriesOf(options.environment).cache,
      "session.request_input": (request: InputRequest, signal: AbortSignal) => inputs.request(request, signal),
      "session.set_title": titleSetter(options.stored, () => session.coordinator),
      [SECRETS]: () => options.secrets.all,
      "tools.is_trusted": (name: string) => trust.isTrusted(session.coordinator, name),
      ...(options.allowsYolo && { "approval.allows_yolo": true }),
      ...(stateDirectory !== undefined && { "session.state_dir": stateDirectory }),
    },
    onCoordinator: (coordinator) => {
      bindEvents(coordinator, options.secrets, wiring);
      coordinator.registerContributor("observability.events", "ampd", () => Object.keys(SERVER_EVENTS));
    },
    ...((options.isResumed || metadata.forked_from !== undefined) && {
      stored: { messages: state.history, turns: state.lastTurn, lastSeq: options.lastSeq },
    }),
    ...(!options.isResumed && forkOf(metadata)),
  });
  slowDown(session, async () => {
    await wiring.delivery.ready();
    await options.subscriptions.ready(lineage);
  });
  return session;
}

function forkOf({ forked_from: from }: SessionMetadata): Pick<SessionOptions, "fork"> {
  return from === undefined ? {} : { fork: { parent: from.session_id, atTurn: from.at_turn } };
}

function journalOf(stored: StoredSession, recorder: StreamRecorder, turn: () => number): Journal {
  return {
    append: async (message) => {
      recorder.supersede(message);
      await stored.append({ type: "message", turn: turn(), message });
    },
    clear: () => stored.append({ type: "clear" }),
  };
}

function bindEvents(
  coordinator: Coordinator,
  secrets: SessionSecrets,
  { recorder, memory, numbers, delivery }: Wiring,
): void {
  const { hooks } = coordinator;
  if (numbers !== undefined) hooks.observe("*", ({ seq }) => numbers.observe(seq), { name: "numbers" });
  hooks.observe("*", (observation) => recorder.observe(observation), { name: "journal" });
  const last = { name: "delivery", priority: DELIVERY_PRIORITY };
  const deliver = (observation: Observation): void => {
    memory?.observe(observation);
    delivery.observe(observation);
  };
  const masked = ({ data, ...rest }: Observation): Observation => ({ ...rest, data: secrets.mask(data) });
  // Pieces of a stream are the conversation: joined, they are the text.
  const tell = (observation: Observation): void => deliver(observation.ephemeral ? observation : masked(observation));
  hooks.observe("*", (observation) => passOn(observation, coordinator, tell), last);
}

/** Where a plan wants clients to get events masked, what is streamed in pieces is left out: a secret may be split over two of them. */
function passOn(observation: Observation, coordinator: Coordinator, deliver: (observation: Observation) => void): void {
  const redactor = coordinator.getCapability<SessionRedactor>("redaction.for_clients");
  if (redactor === undefined) deliver(observation);
  else if (!observation.ephemeral) {
    deliver({ ...observation, data: redactor.redact(observation.data, observation.event) });
  }
}

/** While a subscriber has no room, what streams waits: the vendor's stream is not read, a tool's output is not taken. */
function slowDown({ coordinator }: Session, ready: () => Promise<void>): void {
  const waitForRoom = async (): Promise<undefined> => {
    await untilAborted(ready(), coordinator.cancellation.stopping);
    return undefined;
  };
  const last = { name: "backpressure", priority: BACKPRESSURE_PRIORITY, timeoutMs: null };
  for (const event of STREAMED_EVENTS) coordinator.hooks.register(event, waitForRoom, last);
}

function show(
  { subscriptions, secrets }: LiveSessionOptions,
  lineage: Lineage,
  shown: { text: string; level: string; source: string },
): void {
  const message = secrets.mask(shown);
  for (const client of subscriptions.clientsOf(lineage)) {
    if (!client.showsMessages) continue;
    client.flush();
    client.connection.notify("display/message", { sessionId: lineage.sessionId, ...message });
  }
}

/** Resolves as the promise does, or when the signal aborts. */
async function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve, reject) => {
    const done = (): void => resolve();
    signal.addEventListener("abort", done, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", done));
  });
}
