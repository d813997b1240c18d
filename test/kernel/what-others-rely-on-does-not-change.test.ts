import * as assert from "uvu/assert";
import * as kernel from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("pins");

/** A name may be added here; one that is taken away or renamed breaks somebody. */
const EVENTS = `
  approval:denied approval:granted approval:required artifact:read artifact:write cancel:completed cancel:requested
  content_block:delta content_block:end content_block:start context:compaction context:include context:injected
  context:post_compact context:pre_compact context:tool_result_ingress_truncated execution:end execution:start llm:request
  llm:response module:load_failed module:on_session_ready_failed orchestrator:complete orchestrator:steering_injected plan:end
  plan:start policy:violation prompt:complete prompt:submit provider:error provider:request provider:resolve provider:response
  provider:retry provider:throttle provider:tool_sequence_repaired session:end session:fork session:repaired session:resume
  session:start thinking:delta thinking:final tool:error tool:output tool:post tool:pre user:notification`;

const LIVE_ONLY = "content_block:delta thinking:delta tool:output";

const ERROR_CODES = `
  journal-failed module-contract-broken module-load-failed module-not-found mount-plan-invalid mount-point-taken
  output-invalid prompt-invalid provider-missing session-busy session-not-ready`;

const EXPORTS = `
  CONTINUE CancellationToken Coordinator EVENTS HookRegistry KERNEL_ERRORS KernelError NO_USAGE PROVIDER_ERROR_KINDS ProviderError
  Scope Session addUsage checkMountPlan configProblems defineModule didYouMean entryId failure isEphemeral isEventName
  isHookResult lostResult matchesPattern mergeHookResults messageOf nearest pairToolCalls plannedModules success textOf
  toolCallsOf`;

const words = (text: string): string[] => text.trim().split(/\s+/).sort();

function missing(wanted: readonly string[], found: Iterable<string>): string[] {
  const names = new Set(found);
  return wanted.filter((name) => !names.has(name));
}

test("event names", () => assert.equal(missing(words(EVENTS), Object.keys(kernel.EVENTS)), []));

test("every event is pinned", () => assert.equal(missing(Object.keys(kernel.EVENTS), words(EVENTS)), []));

test("live-only events", () => {
  assert.equal(Object.keys(kernel.EVENTS).filter(kernel.isEphemeral).sort(), words(LIVE_ONLY));
  assert.is(kernel.isEphemeral("my:event"), false);
});

test("error codes", () => assert.equal(Object.keys(kernel.KERNEL_ERRORS).sort(), words(ERROR_CODES)));

test("exports", () => assert.equal(missing(words(EXPORTS), Object.keys(kernel)), []));

test.run();
