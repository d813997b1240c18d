/** The config of `hooks-command`: the shape of Claude Code's `hooks` setting, with ampd's own events beside its names. */
import * as z from "zod";
import { didYouMean, EVENTS } from "../../kernel/index.ts";
import { CLAUDE_EVENTS, isClaudeEvent } from "./claude-events.ts";
import { matcherProblem } from "./matcher.ts";

const MAX_PROGRAMS = 50;

const program = z.strictObject({
  type: z.literal("command").default("command").describe("The only kind there is."),
  command: z.string().min(1).describe("A line for the shell, or, with `args`, a program."),
  args: z.array(z.string()).optional().describe("The program's arguments; no shell is then involved."),
  timeout: z.number().gt(0).max(3600).default(60).describe("Seconds; then it is ended with all that it started."),
  gate: z
    .boolean()
    .default(false)
    .describe("When it fails in any way, the answer is no: for programs that guard something."),
  env: z.record(z.string(), z.string()).default({}).describe("Variables that are set for it."),
});

const group = z.strictObject({
  matcher: z
    .string()
    .default("")
    .superRefine((text, context) => {
      const problem = matcherProblem(text);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .describe("Names of tools, such as `Edit|Write`, or a regular expression; empty or `*`: all."),
  hooks: z.array(program).max(MAX_PROGRAMS).describe("What is run, one after another."),
});

const programs = z.record(z.string(), z.array(group).max(MAX_PROGRAMS)).superRefine((byEvent, context) => {
  for (const name of Object.keys(byEvent)) {
    if (isClaudeEvent(name) || name.includes(":") || name === "*") continue;
    const known = [...Object.keys(CLAUDE_EVENTS), ...Object.keys(EVENTS)];
    const message = `there is no such event${didYouMean(name, known) || "; ampd's own have a colon in their name"}`;
    context.addIssue({ code: "custom", path: [name], message });
  }
});

export const configSchema = z.strictObject({
  hooks: programs
    .default({})
    .describe("Programs by event: a name of Claude Code's such as PreToolUse, or one of ampd's, such as `tool:*`."),
  env_allow: z
    .array(z.string().min(1))
    .default([])
    .describe("Variables of ampd's own environment that the programs may see, besides the harmless ones."),
  priority: z
    .int()
    .default(-20)
    .describe("The place among the hooks; lower runs first. What changes a call must run before the approval policy."),
});

export type Config = z.infer<typeof configSchema>;
export type Program = z.infer<typeof program>;
