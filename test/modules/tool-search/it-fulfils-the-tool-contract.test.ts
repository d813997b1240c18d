import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { module } from "../../../modules/tool-search/index.ts";
import { toolContract } from "../tool-contract.ts";

toolContract(module, {
  prepare: (folder) => writeFileSync(join(folder, "a.txt"), "one\ntwo\n"),
  examples: {
    grep: { pattern: "o", path: ".", output_mode: "content", "-C": 1 },
    glob: { pattern: "*.txt", path: ".", type: "any", exclude: ["b*"] },
  },
});
