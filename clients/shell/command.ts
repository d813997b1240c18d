/** What a command line asks for, once it is understood. */

export const OUTPUT_FORMATS = ["text", "json", "stream-json"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];
export type ColorChoice = "auto" | "always" | "never";

/** How free a session is: see hooks-approval. */
export const PERMISSION_MODES = ["ask", "accept-edits", "read-only", "plan", "yolo"] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

/** One `--allow` or `--deny`, as a rule of hooks-approval. */
export interface PermissionRule {
  readonly tool: string;
  readonly command?: string;
  readonly path?: string;
  readonly effect: "allow" | "deny";
}

/** What the command line says of what may run; the rest is for the plan and the settings to say. */
export interface Permissions {
  readonly mode: PermissionMode | undefined;
  readonly rules: readonly PermissionRule[];
}

/** What every command takes. */
export interface CommonOptions {
  readonly format: OutputFormat;
  readonly cwd: string | undefined;
  readonly color: ColorChoice;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
}

/** Which session a prompt is for. */
export type SessionChoice =
  | {
      readonly kind: "new";
      readonly profile: string | undefined;
      readonly mountPlanFile: string | undefined;
      readonly id: string | undefined;
      readonly isEphemeral: boolean;
    }
  | { readonly kind: "last" }
  | { readonly kind: "stored"; readonly id: string };

export interface PromptCommand extends CommonOptions {
  readonly command: "prompt";
  /** The words of the command line, joined. */
  readonly text: string;
  /** `never`: do not touch stdin; `always`: read it to its end; `auto`: see `read-prompt.ts`. */
  readonly stdin: "never" | "auto" | "always";
  /** Nothing was given to run: on a terminal, prompts are asked for one after another. */
  readonly isDialogue: boolean;
  readonly session: SessionChoice;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly maxIterations: number | undefined;
  readonly permissions: Permissions;
  readonly answersYes: boolean;
  readonly showsUsage: boolean;
}

export type SessionsCommand = CommonOptions &
  (
    | { readonly command: "sessions list"; readonly isEverywhere: boolean; readonly limit: number }
    | { readonly command: "sessions show"; readonly id: string }
    | { readonly command: "sessions rm"; readonly ids: readonly string[] }
    | { readonly command: "sessions fork"; readonly id: string; readonly atTurn: number | undefined }
    | { readonly command: "sessions revert"; readonly id: string; readonly atTurn: number }
  );

export type Command = PromptCommand | SessionsCommand | { readonly command: "print"; readonly text: string };
