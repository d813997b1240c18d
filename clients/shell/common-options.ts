/** The options that every command takes. */
import type { Argv } from "yargs";
import { type ColorChoice, type CommonOptions, OUTPUT_FORMATS, type OutputFormat } from "./command.ts";

export interface ParsedCommon {
  readonly "output-format": OutputFormat;
  readonly cwd?: string;
  readonly color: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function addCommonOptions(parser: Argv): Argv {
  return parser
    .option("output-format", {
      choices: OUTPUT_FORMATS,
      requiresArg: true,
      default: "text" as const,
      describe: "What stdout carries",
    })
    .option("cwd", { type: "string", requiresArg: true, describe: "The session's directory (default: this one)" })
    .option("color", {
      choices: ["auto", "always", "never"] as const,
      requiresArg: true,
      default: "auto" as const,
      describe: "Colors on stderr; NO_COLOR and --no-color are honoured",
    })
    .option("quiet", { alias: "q", type: "boolean", describe: "On stderr only errors, denials and questions" })
    .option("verbose", { alias: "v", type: "boolean", describe: "Thoughts, and how it all went, on stderr too" })
    .conflicts("quiet", "verbose");
}

export function readCommonOptions(parsed: ParsedCommon): CommonOptions {
  return {
    format: parsed["output-format"],
    cwd: parsed.cwd,
    color: parsed.color,
    isQuiet: parsed.quiet === true,
    isVerbose: parsed.verbose === true,
  };
}
