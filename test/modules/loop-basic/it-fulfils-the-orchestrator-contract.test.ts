import { module } from "../../../modules/loop-basic/index.ts";
import { orchestratorContract } from "../orchestrator-contract.ts";

orchestratorContract(module);
