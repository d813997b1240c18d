import * as assert from "uvu/assert";
import { makeHome, openPlan, removeHome, ServerFixture, textOf } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { startAnthropicServer, type VendorServer } from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("a full disk");
const S = { sessionId: "s" };
const env = { ANTHROPIC_API_KEY: "sk-ant-test-0000000000000000" };
const LONG = "word ".repeat(1000);

const planFor = (vendor: VendorServer): Json =>
  openPlan([], { providers: [{ module: "provider-anthropic", config: { base_url: vendor.url } }] });

/** Every turn calls a tool, so that the disk may fill up between a call and its result. */
const vendorOfCalls = (): Promise<VendorServer> =>
  startAnthropicServer(({ index }) =>
    index % 2 === 0
      ? { blocks: [{ text: "Calling." }, { tool: "bash", id: `call_${index}`, input: { command: `echo ${LONG}` } }] }
      : `Answer ${index}.`,
  );

for (const maxFileBlocks of [60, 75, 90]) {
  test(`of ${maxFileBlocks} blocks: the turn fails as journal-failed, what was acknowledged is there, and it goes on`, async () => {
    const vendor = await vendorOfCalls();
    const home = await makeHome();
    const full = await ServerFixture.start({ home, capabilities: {}, env, maxFileBlocks });
    try {
      await full.createSession({ ...S, mountPlan: planFor(vendor) });
      const acknowledged: Json[] = [];
      let kind: string | undefined;
      for (let turn = 1; kind === undefined && turn < 50; turn += 1) {
        const request = { ...S, prompt: `${turn} ${LONG}`, turnId: `t${turn}` };
        const { result, error } = await full.send("session/execute", request).response;
        if (error === undefined) acknowledged.push({ request, result });
        else kind = (error as { data: { kind: string } }).data.kind;
      }
      assert.is(kind, "journal-failed");
      assert.ok(acknowledged.length > 0);
      assert.is((await full.call("session/get", S)).status, "idle", "it stays usable");
      await full.crash();
      const roomy = await ServerFixture.start({ home, capabilities: {}, env });
      await roomy.call("session/resume", S);
      for (const { request, result } of acknowledged) {
        assert.equal(await roomy.call("session/execute", request as Json), result);
      }
      const reply = await roomy.call("session/execute", { ...S, prompt: "There is room again." });
      assert.is(reply.stopReason, "end_turn", "the vendor accepts the history");
      const prompts = (await roomy.messages("s")).map((message) => textOf(message)[0]);
      for (const { request } of acknowledged) assert.ok(prompts.includes(String((request as Json).prompt)[0]));
      await roomy.crash();
    } finally {
      await full.crash();
      await vendor.close();
      await removeHome(home);
    }
  });
}

test.run();
