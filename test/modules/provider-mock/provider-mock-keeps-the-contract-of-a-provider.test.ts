/** The script is told to the mock in its config; a status becomes the error kind that vendors mean by it. */
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/provider-mock/index.ts";
import type { Reply, ScriptedBlock } from "../../support/vendors/index.ts";
import { checkProviderContract } from "../provider-contract.ts";
import { mountProvider } from "../provider-fixture.ts";

const KINDS: Record<number, string> = {
  400: "InvalidRequest",
  401: "Authentication",
  403: "AccessDenied",
  404: "NotFound",
};

checkProviderContract({
  name: "provider-mock",
  async open(replies) {
    const mounted = await mountProvider(module, { responses: replies.map(toResponse) });
    return { ...mounted, close: async () => {} };
  },
});

function toResponse(reply: Reply): JsonObject | string {
  if (typeof reply === "string") return reply;
  if ("status" in reply) return { error: { kind: KINDS[reply.status], message: reply.message } };
  const texts = reply.blocks.flatMap((block: ScriptedBlock) => ("text" in block ? [String(block.text)] : []));
  const thoughts = reply.blocks.flatMap((block) => ("thinking" in block ? [String(block.thinking)] : []));
  const tool_calls = reply.blocks.flatMap((block) =>
    "tool" in block ? [{ name: block.tool, ...(block.id && { id: block.id }), input: block.input }] : [],
  );
  return {
    ...(texts.length > 0 && { text: texts.join("") }),
    ...(thoughts.length > 0 && { thinking: thoughts.join("") }),
    tool_calls,
  };
}
