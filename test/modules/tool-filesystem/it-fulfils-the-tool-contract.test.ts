import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { module } from "../../../modules/tool-filesystem/index.ts";
import { toolContract } from "../tool-contract.ts";

toolContract(module, {
  prepare: (folder) => writeFileSync(join(folder, "a.txt"), "one\ntwo\n"),
  examples: {
    read_file: { file_path: "a.txt", offset: 1, limit: 5 },
    write_file: { file_path: "new/b.txt", content: "x" },
    edit_file: { file_path: "a.txt", old_string: "one", new_string: "1", replace_all: true },
  },
});
