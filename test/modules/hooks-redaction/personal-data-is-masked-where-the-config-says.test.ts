import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-redaction/index.ts";
import { type SessionRedactor, sessionRedactor } from "../../../modules/lib/redaction/index.ts";
import { coordinatorFixture } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("hooks-redaction");
const PII = "[REDACTED:PII]";
const SECRET = "[REDACTED:SECRET]";
const KEY = `ghp_${"a1B2c3".repeat(6)}`;

async function redactorWith(
  config: JsonObject,
): Promise<SessionRedactor & { hasClients: boolean; unmount: () => Promise<void> }> {
  const { coordinator } = coordinatorFixture();
  const redactor = sessionRedactor(coordinator);
  const unmount = await module.mount(coordinator, module.configSchema.parse(config));
  return {
    ...redactor,
    hasClients: coordinator.getCapability("redaction.for_clients") !== undefined,
    unmount: async () => unmount?.(),
  };
}

const MASKED: readonly [text: string, clean: string][] = [
  ["mail ann.lee+x@example.co.uk now", `mail ${PII} now`],
  ["<bob@example.org>", `<${PII}>`],
  ["call +49 30 1234 5678", `call ${PII}`],
  ["call +1 555 010 9999.", `call ${PII}.`],
  ["call +1 (555) 010-9999", `call ${PII}`],
  ["call (555) 010-9999", `call ${PII}`],
  [`${KEY} of ann@example.org`, `${SECRET} of ${PII}`],
];
for (const [text, clean] of MASKED) {
  test(`masks: ${text}`, async () => assert.is((await redactorWith({})).redactText(text), clean));
}

const STAYS = [
  "2026-01-01T00:00:00.000+00:00 1767225600000 12:34:56",
  "550e8400-e29b-41d4-a716-446655440000",
  "9fceb02d0ae598e95dc970b74767f19372d61af8 0x7fff5fbff8c0",
  "555-010-9999 10.0.0.12 192.168.100.200 4111111111111111",
  "git@github.com:owner/name.git @scope/name@1.2.3 a@b @user",
  "call_0123456789 toolu_01A09q90qw90lq917835lq9 +1234567890",
  "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
  "diff +12 34 @@ -1,7 +1,9 @@",
];
for (const text of STAYS)
  test(`stays: ${text}`, async () => assert.is((await redactorWith({})).redactText(text), text));

const MAIL = "ann@example.org";
const payload = { to: [{ mail: MAIL, key: KEY }, { mail: MAIL }], text: MAIL };

test("what is on the allowlist stays, but for secrets; what an event is skipped for stays, too", async () => {
  const { redact } = await redactorWith({
    allowlist: ["to[0].mail", "to[0].key", "no.such[3]"],
    skip_events: ["user:*"],
  });
  const clean = { to: [{ mail: MAIL, key: SECRET }, { mail: PII }], text: PII };
  assert.equal(redact(payload, "tool:post"), clean);
  assert.equal(redact(payload, "user:notification"), { to: [{ mail: MAIL, key: SECRET }, { mail: MAIL }], text: MAIL });
  assert.is(payload.to[0]?.key, KEY, "the payload itself is as it was");
});

test("without pii-basic, and after the module is gone, secrets are masked all the same", async () => {
  for (const rules of [["secrets"], []]) {
    assert.equal((await redactorWith({ rules })).redact({ text: `${MAIL} ${KEY}` }), { text: `${MAIL} ${SECRET}` });
  }
  const { unmount, redactText } = await redactorWith({});
  await unmount();
  assert.is(redactText(`${MAIL} ${KEY}`), `${MAIL} ${SECRET}`);
});

test("clients get what there is unless the config says otherwise", async () => {
  assert.is((await redactorWith({})).hasClients, false);
  assert.is((await redactorWith({ events_to_clients: true })).hasClients, true);
});

test.run();
