import { module } from "../../../modules/loop-events/index.ts";
import { orchestratorContract } from "../orchestrator-contract.ts";

orchestratorContract(module);
