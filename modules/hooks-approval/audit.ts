/** The audit file: one line for every decision, in Amplifier's record, redacted, only ever appended to. */
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Coordinator, messageOf } from "../../kernel/index.ts";
import { makeRedactor, secretsOfEnvironment } from "../lib/redaction/index.ts";
import { type CallFacts, isShellCall } from "./call-facts.ts";
import type { Config } from "./config.ts";
import { absolutePath } from "./real-path.ts";

export interface AuditResponse {
  readonly approved: boolean;
  readonly reason: string;
  readonly remember: false | "session" | "always";
  /** `user`, `timeout`, `unattended`, or the rule, mode or default that decided. */
  readonly by: string;
}

export interface Audit {
  /** Never throws. */
  write(facts: CallFacts, response: AuditResponse): void;
}

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

export function openAudit(coordinator: Coordinator, config: Config): Audit {
  const path = auditPath(coordinator, config);
  if (path === undefined) return { write: () => {} };
  const { redact } = makeRedactor({ secrets: secretsOfEnvironment(process.env) });
  let hasComplained = false;
  return {
    write(facts, response) {
      const request = { ...requestOf(facts), timeout: config.default_timeout };
      const timestamp = new Date(coordinator.host.clock.now()).toISOString();
      try {
        mkdirSync(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
        appendFileSync(path, `${JSON.stringify(redact({ timestamp, request, response }))}\n`, { mode: FILE_MODE });
      } catch (error) {
        if (!hasComplained) coordinator.host.report(`hooks-approval: the audit cannot be written: ${messageOf(error)}`);
        hasComplained = true;
      }
    },
  };
}

function auditPath(coordinator: Coordinator, { audit }: Config): string | undefined {
  if (!audit.enabled) return undefined;
  const stateDir = coordinator.getCapability<string>("session.state_dir");
  if (audit.path === undefined) return stateDir === undefined ? undefined : join(stateDir, "approvals.jsonl");
  return absolutePath(
    audit.path,
    stateDir ?? coordinator.getCapability<string>("session.working_dir") ?? process.cwd(),
  );
}

function requestOf(facts: CallFacts): { tool_name: string; action: string; risk_level: string; details: unknown } {
  const isShell = isShellCall(facts);
  return {
    tool_name: facts.toolName,
    action: isShell ? `Execute: ${facts.shell?.text}` : `Execute ${facts.toolName}`,
    risk_level: isShell ? "high" : facts.isReadOnly ? "low" : "medium",
    details: { ...facts.input, ...(facts.paths.length > 0 && { real_paths: facts.paths }) },
  };
}
