/** A coordinator with the approval gate in front of tools that only record their calls, and a person who answers by plan. Test support only. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApprovalRequest, JsonObject, ToolAnnotations, ToolResult } from "../../../kernel/index.ts";
import { success } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-approval/index.ts";
import { type CoordinatorFixture, coordinatorFixture, type ManualClock, testHost } from "../../support/kernel.ts";

export interface ApprovalFixture extends CoordinatorFixture {
  /** Real paths of a fresh working directory and a state directory beside it. */
  readonly workingDir: string;
  readonly stateDir: string;
  /** The questions that were asked, in order. */
  readonly questions: ApprovalRequest[];
  /** The option that the person picks next; `deny_once` until a test says otherwise. */
  answer: string;
  /** What the tools were called with. */
  readonly calls: { readonly name: string; readonly input: JsonObject }[];
  call(name: string, input: JsonObject): Promise<ToolResult>;
  /** How a bash line fares: `ran`, `asked` or `denied`. */
  fate(command: string): Promise<"ran" | "asked" | "denied">;
  close(): Promise<void>;
}

const READS: ToolAnnotations = { readOnlyHint: true, openWorldHint: false };
const TOOLS: Record<string, ToolAnnotations> = {
  bash: { readOnlyHint: false },
  read_file: READS,
  grep: READS,
  write_file: { readOnlyHint: false },
  edit_file: { readOnlyHint: false },
  web_fetch: { readOnlyHint: true, openWorldHint: true },
  mcp_files_delete: { readOnlyHint: true },
  mcp_notes_add: {},
  client_tool: { readOnlyHint: true },
};

export interface FixtureOptions {
  readonly config?: JsonObject;
  readonly capabilities?: JsonObject;
  readonly clock?: ManualClock;
  /** Nobody is there to be asked. */
  readonly isUnattended?: boolean;
}

export async function approvalFixture(options: FixtureOptions = {}): Promise<ApprovalFixture> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ampd-approval-")));
  const workingDir = join(root, "work");
  const stateDir = join(root, "state");
  for (const directory of [workingDir, stateDir]) mkdirSync(directory);
  const questions: ApprovalRequest[] = [];
  const calls: { name: string; input: JsonObject }[] = [];
  const state = { answer: "deny_once" };
  const approval = {
    async requestApproval(request: ApprovalRequest) {
      questions.push(request);
      return { optionId: state.answer, by: "user" as const };
    },
  };
  const kernel = coordinatorFixture({
    ...(options.isUnattended !== true && { approval }),
    ...(options.clock && { host: testHost(options.clock) }),
  });
  const { coordinator } = kernel;
  const capabilities = { "session.working_dir": workingDir, "session.state_dir": stateDir, ...options.capabilities };
  for (const [name, value] of Object.entries(capabilities)) coordinator.registerCapability(name, value);
  for (const [name, annotations] of Object.entries(TOOLS)) {
    const execute = async (input: JsonObject): Promise<ToolResult> => {
      calls.push({ name, input });
      return success("done");
    };
    coordinator.mount("tools", { name, description: name, inputSchema: {}, annotations, execute }, { name });
  }
  const unmount = await module.mount(coordinator, module.configSchema.parse(options.config ?? {}));
  let ids = 0;
  const call = async (name: string, input: JsonObject): Promise<ToolResult> => {
    ids += 1;
    return (await coordinator.callTool({ type: "tool_call", id: `call-${ids}`, name, input })).result;
  };
  return Object.assign(state, {
    ...kernel,
    workingDir,
    stateDir,
    questions,
    calls,
    call,
    async fate(command: string) {
      const before = questions.length;
      const { success: hasRun } = await call("bash", { command });
      if (hasRun && questions.length === before) return "ran" as const;
      return questions.length > before ? ("asked" as const) : ("denied" as const);
    },
    async close() {
      await unmount?.();
      rmSync(root, { recursive: true, force: true });
    },
  });
}
