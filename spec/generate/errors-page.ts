/** The error list. */
import { ERRORS } from "../../protocol/index.ts";
import { GENERATED_NOTE, table } from "./markdown.ts";

export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([kind, { code, retryable, about }]) => {
    return [`\`${kind}\``, String(code), retryable ? "yes" : "no", about];
  });
  const intro = "`error.data.kind` is the stable word; `retryable` says whether the same request may succeed later.";
  return `${[GENERATED_NOTE, "# Errors", intro, table(["kind", "code", "retryable", "meaning"], rows)].join("\n\n")}\n`;
}
