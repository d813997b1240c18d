/** A provider: says again what the user said, word by word. */
import { defineProcessModule, serveModule } from "ampd/client";

const module = defineProcessModule({
  kind: "provider",
  description: "Says again what the user said.",
  mount: () => ({
    provider: {
      name: "echo",
      models: [{ id: "echo-1", context_window: 100_000, max_output_tokens: 4096 }],
      async complete({ messages }, { onPart }) {
        const { content } = messages.findLast(({ role }) => role === "user");
        const said = content.map(({ text }) => text ?? "").join("");
        for (const text of said.split(/(?<= )/)) {
          await onPart({ type: "delta", block_index: 0, block_type: "text", text });
        }
        return { content: [{ type: "text", text: said }], stop_reason: "end_turn" };
      },
    },
  }),
});

await serveModule(module, { input: process.stdin, output: process.stdout });
