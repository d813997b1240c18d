import { module } from "../../../modules/loop-streaming/index.ts";
import { orchestratorContract } from "../orchestrator-contract.ts";

orchestratorContract(module);
