import { module } from "../../../modules/context-persistent/index.ts";
import { contextContract } from "../context-contract.ts";

contextContract(module);
