import assert from "node:assert/strict";
import { module as azure } from "../../../../modules/provider-azure-openai/index.ts";
import { module as vllm } from "../../../../modules/provider-vllm/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("The address of a server");

for (const address of ["localhost:8000", "ftp://example.org", "not an address", ""]) {
  test(`"${address}" is refused with an example`, () => {
    const results = [
      vllm.configSchema.safeParse({ base_url: address }),
      azure.configSchema.safeParse({ endpoint: address }),
    ];
    const messages = results.map(({ error }) => error?.issues[0]?.message);
    const wanted = "give an address such as http://localhost:8000/v1";
    assert.deepEqual(messages, [wanted, wanted]);
  });
}

test("one over http or https is taken", () => {
  for (const base_url of ["http://localhost:8000/v1", "https://example.org"]) {
    assert.equal(vllm.configSchema.safeParse({ base_url }).success, true);
  }
});

test.run();
