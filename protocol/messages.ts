/** Every message of the protocol, in the order of the reference page. */
import type { AnyMessageType } from "./message.ts";
import { approvalRequest, approvalResolved, displayMessage } from "./methods/approval.ts";
import { eventSubscribe, eventUnsubscribe, sessionEvent } from "./methods/event.ts";
import {
  cancelRequest,
  exit,
  initialize,
  initialized,
  kernelStatus,
  logTrace,
  setTrace,
  shutdown,
} from "./methods/lifecycle.ts";
import { moduleList, mountPlanValidate, profileList, toolCall, toolList } from "./methods/plan.ts";
import {
  sessionCancel,
  sessionClose,
  sessionCreate,
  sessionDelete,
  sessionExecute,
  sessionGet,
  sessionList,
  sessionMessages,
  sessionResume,
  sessionSteer,
} from "./methods/session.ts";

export const MESSAGES: readonly AnyMessageType[] = [
  initialize,
  initialized,
  shutdown,
  exit,
  cancelRequest,
  setTrace,
  logTrace,
  sessionCreate,
  sessionExecute,
  sessionSteer,
  sessionCancel,
  sessionResume,
  sessionList,
  sessionGet,
  sessionMessages,
  sessionClose,
  sessionDelete,
  sessionEvent,
  eventSubscribe,
  eventUnsubscribe,
  approvalRequest,
  approvalResolved,
  displayMessage,
  toolList,
  toolCall,
  moduleList,
  mountPlanValidate,
  profileList,
  kernelStatus,
];
