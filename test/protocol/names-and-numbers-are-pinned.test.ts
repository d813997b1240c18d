import * as assert from "uvu/assert";
import { ERRORS, MESSAGES, PROTOCOL_VERSIONS } from "../../protocol/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("pins");

const ARROWS = { "client-to-server": ">", "server-to-client": "<", "server-to-module": "<<", "module-to-server": ">>" };

test("method names, which others rely on", () => {
  assert.equal(
    MESSAGES.map(
      (message) => `${message.type === "request" ? "?" : "!"} ${ARROWS[message.direction]} ${message.method}`,
    ),
    [
      "? > initialize",
      "! > initialized",
      "? > shutdown",
      "! > exit",
      "! > $/cancelRequest",
      "! > $/setTrace",
      "! < $/logTrace",
      "? > session/create",
      "? > session/execute",
      "? > session/steer",
      "? > session/enqueue",
      "? > session/queue",
      "? > session/cancel",
      "? > session/resume",
      "? > session/fork",
      "? > session/revert",
      "? > session/list",
      "? > session/get",
      "? > session/messages",
      "? > session/configure",
      "? > session/compact",
      "? > session/close",
      "? > session/delete",
      "! < session/event",
      "? > event/subscribe",
      "? > event/unsubscribe",
      "? > log/read",
      "? < approval/request",
      "! < approval/resolved",
      "? < input/request",
      "! < input/resolved",
      "! < display/message",
      "? > prompt/list",
      "? > prompt/get",
      "? > prompt/complete",
      "? > tool/list",
      "? > tool/call",
      "? > tool/register",
      "? > hook/register",
      "? > provider/register",
      "? > contribution/unregister",
      "? > contribution/validate",
      "? < tool/execute",
      "! > tool/output",
      "? < hook/invoke",
      "! < hook/observe",
      "? < provider/complete",
      "! > provider/delta",
      "! < provider/ack",
      "! < contribution/fault",
      "? > module/list",
      "? > module/describe",
      "? > provider/models",
      "? > module/mount",
      "? > module/unmount",
      "? > mountPlan/compile",
      "? > mountPlan/validate",
      "? > profile/list",
      "? > profile/get",
      "? > collection/list",
      "? > collection/add",
      "? > collection/remove",
      "? > settings/get",
      "? > settings/set",
      "? > workspace/trust",
      "? > kernel/status",
      "? << module/mount",
      "! << module/unmount",
      "? >> capability/get",
      "? << channel/collect",
    ],
  );
});

test("error numbers, each used once", () => {
  const codes = Object.fromEntries(Object.entries(ERRORS).map(([kind, { code }]) => [kind, code]));
  const ours = Object.values(codes).filter((code) => code > -32000);
  assert.is(new Set(ours).size, ours.length);
  assert.is(codes["parse-error"], -32700);
  assert.is(codes.overloaded, -32001);
  assert.is(codes["not-initialized"], -32002);
  assert.is(codes["unsupported-version"], -32022);
  assert.is(codes.cancelled, -32800);
  assert.is(codes["session-not-found"], -31001);
  assert.is(codes["session-busy"], -31002);
  assert.is(codes["mount-plan-invalid"], -31010);
  assert.is(codes["module-load-failed"], -31012);
  assert.is(codes["provider-rate-limited"], -31021);
  assert.is(codes.denied, -31040);
});

test("every error that a message names is in the table", () => {
  const named = MESSAGES.flatMap((message) => (message.type === "request" ? message.errors : []));
  assert.equal(
    named.filter((kind) => !Object.hasOwn(ERRORS, kind)),
    [],
  );
});

test("the versions", () => {
  assert.equal(PROTOCOL_VERSIONS, ["1.0"]);
});

test.run();
