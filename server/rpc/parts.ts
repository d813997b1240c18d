/** The parts of one connection, put together. They find each other through the closures here; none of them knows the whole. */
import { DetectingDecoder, EgressQueue, encodeFrame } from "../transport/index.ts";
import { Admission } from "./admission.ts";
import { Connection } from "./connection.ts";
import type { RpcServerOptions } from "./contracts.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Inbound } from "./inbound.ts";
import { LifecycleState } from "./lifecycle.ts";
import { LiveRequests } from "./live-requests.ts";
import { NotificationRunner } from "./notification-runner.ts";
import { OutboundRequests } from "./outbound-requests.ts";
import { Replies } from "./replies.ts";
import { RequestRunner } from "./request-runner.ts";
import { systemClock } from "./system-clock.ts";
import { Trace } from "./trace.ts";
import { Waiting } from "./waiting.ts";

/** So many times `maxEgressBytes` unread, and the client gets no new answers until it reads. */
const JAM_FACTOR = 2;

export type Parts = ReturnType<typeof assemble>;

export function assemble(options: RpcServerOptions) {
  const { limits, report, clock = systemClock } = options;
  const waiting = new Waiting(clock);
  const recheck = (): void => waiting.recheck();
  const lifecycle = new LifecycleState(options.isReady);
  const live = new LiveRequests(recheck);
  const decoder = new DetectingDecoder(limits, options.framing);
  const egress = new EgressQueue({
    output: options.output,
    encode: (json) => encodeFrame(json, decoder.framing),
    onBroken: () => connection.close("output-gone"),
    onDrained: recheck,
    report,
  });
  const send = (message: object): void => egress.push({ ...message });
  const trace = new Trace({ send, isClientSlow: () => egress.bytes >= limits.maxEgressBytes });
  const replies = new Replies({ live, trace, report, push: (json) => egress.pushJson(json) });
  const sendTraced = (message: object & { method?: string }): void => {
    trace.log(`Sending ${"id" in message ? "request" : "notification"} '${message.method}'.`, message);
    send(message);
  };
  const dispatcher = new Dispatcher({
    runRequest: (request) => requestRunner.run(request),
    takeNotification: (notification) => notificationRunner.run(notification),
    answer: (internalId, outcome) => replies.answer(internalId, outcome),
    onDispatched: recheck,
    send: sendTraced,
    report,
  });
  const outbound = new OutboundRequests(dispatcher, clock);
  const connection = new Connection({
    egress,
    outbound,
    trace,
    waiting,
    report,
    maxEgressBytes: limits.maxEgressBytes,
  });
  const requestRunner = new RequestRunner(options, lifecycle, connection);
  const notificationRunner = new NotificationRunner({ options, lifecycle, connection, waiting });
  const isClosed = (): boolean => connection.isClosed;
  const isJammed = (): boolean => egress.bytes >= limits.maxEgressBytes * JAM_FACTOR;
  const admission = new Admission({
    waiting,
    isJammed,
    isClosed,
    maxPending: limits.maxPendingRequests,
    pending: () => live.size,
  });
  const inbound = new Inbound({
    limits,
    admission,
    live,
    dispatcher,
    replies,
    egress,
    trace,
    waiting,
    isClosed,
    isJammed,
    report,
  });
  return { clock, waiting, lifecycle, live, decoder, egress, replies, dispatcher, connection, inbound };
}
