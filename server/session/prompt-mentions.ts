/** Puts the files that a person's prompt mentions in front of it. Does not touch the prompt itself. */
import type { ContentBlock, Coordinator, JsonObject } from "../../kernel/index.ts";
import { type ContextPlace, promptMentions } from "../plan/mentions/context-files.ts";
import { contextBlock } from "../plan/mentions/load-mentions.ts";

/** Before the hooks of modules, so that they see what will be sent. */
const PRIORITY = -1000;

export function bindPromptMentions(coordinator: Coordinator, place: ContextPlace): void {
  const { hooks } = coordinator;
  hooks.register(
    "prompt:submit",
    async (_, data) => {
      const prompt = data.prompt as readonly ContentBlock[];
      const text = prompt.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
      if (!text.includes("@")) return undefined;
      const { files, problems } = await promptMentions(text, place);
      for (const { path, content } of files)
        await hooks.emit("context:include", { path, bytes: Buffer.byteLength(content) });
      const notes = problems.map((problem) => `[not loaded: ${problem}]`);
      const context = [contextBlock(files), ...notes].filter((part) => part !== "").join("\n");
      if (context === "") return undefined;
      return {
        action: "modify",
        data: { ...data, prompt: [{ type: "text", text: context }, ...prompt] } as JsonObject,
      };
    },
    { name: "mentions", priority: PRIORITY },
  );
}
