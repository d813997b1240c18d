import { module } from "../../../modules/tool-bash/index.ts";
import { toolContract } from "../tool-contract.ts";

toolContract(module, {
  prepare: () => undefined,
  examples: {
    bash: { command: "echo hello", timeout: 50 },
    bash_output: { job_id: "job-1", wait: 0 },
    bash_kill: { job_id: "job-1" },
  },
});
