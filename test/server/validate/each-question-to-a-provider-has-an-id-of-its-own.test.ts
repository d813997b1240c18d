import * as assert from "uvu/assert";
import * as z from "zod";
import { defineModule, type ProviderResponse } from "../../../kernel/index.ts";
import { untilAborted } from "../../../server/until-aborted.ts";
import { ScriptedProvider } from "../../../server/validate/scripted-provider.ts";
import { suite } from "../../support/suite.ts";
import { faultsOf } from "./subject.ts";

const test = suite("each question to a provider has an id of its own");

/** It waits for no reader once it is aborted. */
class LeavingProvider extends ScriptedProvider {
  override complete(...[request, options]: Parameters<ScriptedProvider["complete"]>): Promise<ProviderResponse> {
    return untilAborted(super.complete(request, options), options.signal);
  }
}

test("so that what comes late of one answer is not taken for a part of the next", async () => {
  const provider = new LeavingProvider(Array.from({ length: 100 }, () => "yes"));
  const module = defineModule({
    name: "provider-scripted",
    kind: "provider",
    description: "Answers the same to whatever it is asked.",
    configSchema: z.strictObject({}),
    mount: async (coordinator) => void coordinator.mount("providers", provider, { name: provider.name }),
  });
  await faultsOf(module);
  const ids = provider.requests.map(({ request_id }) => request_id);
  assert.ok(ids.length > 5, `${ids.length} questions`);
  assert.is(new Set(ids).size, ids.length);
});

test.run();
