/** The config of tool-bash. Names and defaults of the upstream keys are upstream's. */
import * as z from "zod";
import { SAFETY_PROFILES } from "./safety.ts";

const patterns = z.array(z.string().min(1)).default([]);

export const configSchema = z.strictObject({
  timeout: z
    .number()
    .positive()
    .max(86_400)
    .default(30)
    .describe("Seconds that a command may take; a call may name another"),
  working_dir: z.string().min(1).optional().describe("Where commands run; default: the session's working directory"),
  max_output_bytes: z
    .int()
    .min(1000)
    .max(10_000_000)
    .default(100_000)
    .describe("Bytes kept of stdout, and of stderr: the head and the tail"),
  max_concurrent: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("Commands that run at the same time; others wait; null: no limit"),
  max_memory_mb: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("MiB of address space that each process of a command may have; null: no limit"),
  max_processes: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe("Processes that the user may have while a command runs; root is free of it; null: no limit"),
  require_approval: z
    .boolean()
    .default(true)
    .describe("Whether the tool calls itself destructive; the approval hook decides whether it asks"),
  safety_profile: z.enum(SAFETY_PROFILES).default("strict").describe("How much is refused outright"),
  allowed_commands: patterns.describe("Commands that the profile's rules do not apply to; without effect in strict"),
  denied_commands: patterns.describe("Commands that are refused as well"),
  safety_overrides: z
    .strictObject({ allow: patterns, block: patterns })
    .prefault({})
    .describe("More allowed_commands and denied_commands"),
  sandbox: z
    .enum(["auto", "off", "required"])
    .default("auto")
    .describe("Whether commands run in bubblewrap: where it works, never, or not at all without it"),
  sandbox_network: z
    .boolean()
    .optional()
    .describe("Whether the sandbox has the network; default: yes with auto, no with required"),
  sandbox_write_paths: z
    .array(z.string().min(1))
    .default(["~/.cache", "~/.npm"])
    .describe("Folders that the sandbox may write to, besides the working directory and /tmp"),
  env_allow: z.array(z.string().min(1)).default([]).describe("More variables of ampd's environment that commands get"),
  env: z.record(z.string().min(1), z.string()).default({}).describe("Variables that commands get"),
});

export type Config = z.infer<typeof configSchema>;
