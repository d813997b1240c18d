/** The protocol's public names. */
export { ERRORS, type ErrorData, type ErrorKind } from "./errors.ts";
export type {
  AnyMessageType,
  Direction,
  NotificationType,
  ParamsOf,
  ReadParamsOf,
  RequestType,
  ResultOf,
} from "./message.ts";
export { MESSAGES } from "./messages.ts";
export { approvalRequest, approvalResolved, displayMessage } from "./methods/approval.ts";
export { collectionAdd, collectionList, collectionRemove } from "./methods/collection.ts";
export {
  contributionFault,
  contributionUnregister,
  contributionValidate,
  hookDeclaration,
  hookInvoke,
  hookObserve,
  hookRegister,
  providerAck,
  providerComplete,
  providerDeclaration,
  providerDelta,
  providerRegister,
  toolDeclaration,
  toolExecute,
  toolOutput,
  toolRegister,
} from "./methods/contribution.ts";
export { eventSubscribe, eventUnsubscribe, logRead, sessionEvent } from "./methods/event.ts";
export { inputRequest, inputResolved } from "./methods/input.ts";
export {
  cancelRequest,
  exit,
  initialize,
  initialized,
  kernelStatus,
  logTrace,
  setTrace,
  shutdown,
} from "./methods/lifecycle.ts";
export {
  capabilityGet,
  channelCollect,
  moduleMount,
  moduleUnmount,
  processMount,
  processUnmount,
} from "./methods/module.ts";
export {
  sessionCompact,
  sessionConfigure,
  sessionEnqueue,
  sessionFork,
  sessionQueue,
  sessionRevert,
} from "./methods/operations.ts";
export {
  moduleDescribe,
  moduleList,
  mountPlanValidate,
  providerModels,
  toolCall,
  toolList,
} from "./methods/plan.ts";
export { mountPlanCompile, profileGet, profileList } from "./methods/profile.ts";
export { promptComplete, promptGet, promptList } from "./methods/prompt.ts";
export {
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
export { settingsGet, settingsSet, workspaceTrust } from "./methods/workspace.ts";
export { SERVER_EVENTS } from "./server-events.ts";
export { commonVersion, PROTOCOL_VERSIONS } from "./version.ts";
