import * as assert from "uvu/assert";
import { KERNEL_ERRORS } from "../../../kernel/errors.ts";
import {
  KernelError,
  type KernelErrorCode,
  PROVIDER_ERROR_KINDS,
  ProviderError,
  type ProviderErrorKind,
} from "../../../kernel/index.ts";
import { ERRORS, type ErrorKind } from "../../../protocol/index.ts";
import { toRpcError } from "../../../server/methods/to-rpc-error.ts";
import { SettingsError } from "../../../server/plan/settings/settings-error.ts";
import { RpcError } from "../../../server/rpc/contracts.ts";
import { RequestError } from "../../../server/session/request-error.ts";
import { StoreError } from "../../../server/store/store-error.ts";
import { suite } from "../../support/suite.ts";

const test = suite("errors on the wire");
const KEY = "sk-ant-api03-PLANTED0SECRET0OF0THE0TEST0abcdefghij";

function assertInTable(error: RpcError | undefined): ErrorKind {
  assert.ok(error !== undefined, "it is known");
  const kind = error.data.kind as ErrorKind;
  assert.is(error.code, ERRORS[kind]?.code, kind);
  return kind;
}

test("every code of the kernel", () => {
  const kinds = (Object.keys(KERNEL_ERRORS) as KernelErrorCode[]).map((code) =>
    assertInTable(toRpcError(new KernelError(code, "It is so."))),
  );
  assert.not.ok(kinds.includes("internal"));
});

test("every kind of a provider's failure has a kind of its own, retryable as the kernel says", () => {
  const kinds = (Object.keys(PROVIDER_ERROR_KINDS) as ProviderErrorKind[]).map((kind) => {
    const error = toRpcError(new ProviderError(kind, "It is so.", { provider: "mock", model: "m", retryAfter: 1.5 }));
    assert.is(error?.data.retryable, PROVIDER_ERROR_KINDS[kind], kind);
    const told = [error?.data.provider, error?.data.model, error?.data.retryAfterMs];
    assert.equal(told, ["mock", "m", 1500]);
    return assertInTable(error);
  });
  assert.is(new Set(kinds).size, kinds.length);
});

test("every kind of the table can be thrown by the server's own code", () => {
  for (const kind of Object.keys(ERRORS) as ErrorKind[]) {
    assert.is(assertInTable(toRpcError(new RequestError(kind, "It is so.", { more: 1 }))), kind);
    assert.is(toRpcError(new RequestError(kind, "It is so.", { more: 1 }))?.data.more, 1);
    assert.is(assertInTable(toRpcError(new StoreError(kind, "It is so."))), kind);
  }
});

test("problems come along, and an error of the wire is itself", () => {
  const problems = [{ path: "tools[0]", message: "no" }];
  assert.equal(toRpcError(new KernelError("mount-plan-invalid", "no", { problems }))?.data.problems, problems);
  const own = new RpcError(1, "own", { kind: "own", retryable: false });
  assert.is(toRpcError(own), own);
  const fault = new SettingsError("profile-invalid", "no", problems);
  assert.equal(toRpcError(fault)?.data, { kind: "profile-invalid", retryable: false, problems });
});

test("what nobody expected is not told; a key in a message is masked", () => {
  for (const thrown of [new Error("secret"), new TypeError("x"), "text", undefined, null, { kind: "denied" }])
    assert.is(toRpcError(thrown), undefined);
  const error = toRpcError(new ProviderError("Authentication", `bad key ${KEY}`, { provider: "mock" }));
  assert.not.ok(error?.message.includes(KEY));
});

test.run();
