import { module } from "../../../modules/tool-task/index.ts";
import { toolContract } from "../tool-contract.ts";

toolContract(module, {
  examples: { task: { agent: "nobody", instruction: "Look." } },
  prepare: () => {},
});
