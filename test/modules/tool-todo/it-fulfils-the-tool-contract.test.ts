import { module } from "../../../modules/tool-todo/index.ts";
import { toolContract } from "../tool-contract.ts";

toolContract(module, {
  prepare: () => {},
  examples: {
    todo: {
      action: "create",
      todos: [{ content: "Run the tests", activeForm: "Running the tests", status: "pending" }],
    },
  },
});
