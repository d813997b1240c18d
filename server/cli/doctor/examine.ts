/** Everything that is looked at, in the order in which it is told. What cannot be looked at is a finding itself. */
import { messageOf } from "../../../kernel/index.ts";
import { examineConfiguration } from "./configuration.ts";
import { examineFiles } from "./files.ts";
import type { Examination, Finding } from "./finding.ts";
import { examinePrograms } from "./programs.ts";

const PARTS = [examineConfiguration, examinePrograms, examineFiles];

export async function examine(examination: Examination): Promise<Finding[]> {
  const found = await Promise.all(
    PARTS.map((part) =>
      part(examination).catch((error: unknown): Finding[] => [
        {
          about: part.name,
          status: "error",
          found: messageOf(error),
          fix: "this is a fault of ampd's; please report it",
        },
      ]),
    ),
  );
  return found.flat();
}
