import { module } from "../../../modules/context-simple/index.ts";
import { contextContract } from "../context-contract.ts";

contextContract(module);
