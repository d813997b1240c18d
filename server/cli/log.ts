/** ampd's own log: lines on stderr, or in a file; never on stdout. Redacted. */
import { openSync, writeSync } from "node:fs";
import { makeRedactor, secretsOfEnvironment } from "../../modules/lib/redaction/index.ts";

export const LOG_LEVELS = ["error", "warning", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Log = (level: LogLevel, line: string) => void;

export function openLog({
  logLevel,
  logFile,
}: {
  readonly logLevel: LogLevel;
  readonly logFile?: string | undefined;
}): Log {
  const target = logFile === undefined ? process.stderr.fd : openSync(logFile, "a", 0o600);
  const { redactText } = makeRedactor({ secrets: secretsOfEnvironment(process.env) });
  return (level, line) => {
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(logLevel)) return;
    try {
      writeSync(target, `${new Date().toISOString()} ${level} ${redactText(line)}\n`);
    } catch {
      // A log that cannot be written has nowhere left to say so, and must not end the server.
    }
  };
}
