/** The audit file: one line for every decision, in Amplifier's record, redacted, only ever appended to, rotated. */
import { join } from "node:path";
import { type Coordinator, messageOf } from "../../kernel/index.ts";
import { LogFile } from "../lib/log-file/index.ts";
import { sessionRedactor } from "../lib/redaction/index.ts";
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
  close(): void;
}

export function openAudit(coordinator: Coordinator, config: Config): Audit {
  const path = auditPath(coordinator, config);
  if (path === undefined) return { write: () => {}, close: () => {} };
  const complain = (what: string, error: unknown): void => {
    coordinator.host.report(`hooks-approval: the audit ${what}: ${messageOf(error)}`);
  };
  const file = new LogFile({
    path,
    maxBytes: config.audit.max_file_bytes,
    maxFiles: config.audit.max_files,
    onRotationFailure: (error) => complain("was not rotated", error),
  });
  const { redact } = sessionRedactor(coordinator);
  let hasComplained = false;
  return {
    write(facts, response) {
      const request = { ...requestOf(facts), timeout: config.default_timeout };
      const timestamp = new Date(coordinator.host.clock.now()).toISOString();
      try {
        file.append(`${JSON.stringify(redact({ timestamp, request, response }))}\n`);
      } catch (error) {
        if (!hasComplained) complain("cannot be written", error);
        hasComplained = true;
      }
    },
    close: () => file.close(),
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
