/** The module tool-bash: mounts `bash`, `bash_output` and `bash_kill`. */
import { defineModule } from "../../kernel/index.ts";
import { bashTool } from "./bash-tool.ts";
import { type Config, configSchema } from "./config.ts";
import { killTool, outputTool } from "./job-tools.ts";
import { Jobs } from "./jobs.ts";

export const module = defineModule<Config>({
  name: "tool-bash",
  kind: "tool",
  description: "Runs shell commands: a process group each, bounded output, time limits, a sandbox.",
  configSchema,
  async mount(coordinator, config) {
    const jobs = new Jobs();
    const bash = bashTool(coordinator, config, jobs);
    const tools = [bash.tool, outputTool(jobs), killTool(jobs)];
    const undos = tools.map((tool) => coordinator.mount("tools", tool, { name: tool.name }));
    return async () => {
      for (const undo of undos) undo();
      // In this order: a call that still runs may start a job.
      await bash.close();
      await jobs.endAll();
    };
  },
});
