/** The module tool-filesystem: mounts `read_file`, `write_file` and `edit_file`. */
import { defineModule } from "../../kernel/index.ts";
import { type Config, configSchema } from "./config.ts";
import { editFileTool } from "./edit-file.ts";
import { readFileTool } from "./read-file.ts";
import { Workspace } from "./workspace.ts";
import { writeFileTool } from "./write-file.ts";

export const module = defineModule<Config>({
  name: "tool-filesystem",
  kind: "tool",
  description: "Reads, writes and edits files within the paths that are allowed.",
  configSchema,
  async mount(coordinator, config) {
    const workspace = new Workspace(coordinator, config);
    const tools = [
      readFileTool(workspace),
      writeFileTool(workspace, config.require_read_before_write),
      editFileTool(workspace),
    ];
    const undos = tools.map((tool) => coordinator.mount("tools", tool, { name: tool.name }));
    return () => {
      for (const undo of undos) undo();
    };
  },
});
