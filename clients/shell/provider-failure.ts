/** Where no provider is there because none could be mounted, the reason for that is the error that a person can mend. */
import type { Session } from "../node/index.ts";
import { ShellError } from "./shell-error.ts";

type Warning = Session["warnings"][number];

/** The same error with the provider's own words, where a session has no provider at all. */
export function withProviderFailure(error: ShellError, warnings: readonly Warning[]): ShellError {
  if (error.kind !== "provider-missing" || !/providers are: none/.test(error.message)) return error;
  const failures = warnings.filter(({ kind, path }) => kind === "module-load-failed" && isProvider(path));
  if (failures.length === 0) return error;
  const reasons = failures.map((failure) => warningText(failure)).join(" ");
  return new ShellError(`the session has no provider: ${reasons}`, {
    exitCode: error.exitCode,
    kind: error.kind,
    cause: error,
  });
}

/** A warning with its place in the plan, where it has one. */
export function warningText({ path, message }: Warning): string {
  const said = withoutEcho(message);
  return path === undefined || said.startsWith(path) ? said : `${path}: ${said}`;
}

/** ampd puts a module's name before its reason, which may begin with it already. */
function withoutEcho(message: string): string {
  const [name, ...rest] = message.split(": ");
  const reason = rest.join(": ");
  return name !== undefined && reason.startsWith(`${name} `) ? reason : message;
}

function isProvider(path: string | undefined): boolean {
  return path?.startsWith("providers") === true;
}
