/** Options that the subcommands share. */
export const CWD = {
  type: "string",
  default: ".",
  describe: "The directory of the session",
  requiresArg: true,
} as const;
export const JSON_OPTION = { type: "boolean", default: false, describe: "As JSON" } as const;
export const SCOPES = ["user", "project", "local"] as const;
export const NAME = { type: "string", demandOption: true, describe: "The server's name" } as const;
export const PROFILE = { type: "string", describe: "Default: the one that sessions get", requiresArg: true } as const;
