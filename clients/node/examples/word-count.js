/** A tool: counts the words of a text. */
import { defineProcessModule, serveModule } from "ampd/client";

const module = defineProcessModule({
  kind: "tool",
  description: "Counts words.",
  mount: ({ config }) => ({
    tools: [
      {
        name: "word_count",
        description: "Counts the words of a text.",
        inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
        execute({ text }, call) {
          const words = text.split(/\s+/).filter(Boolean).length;
          if (words === 0) throw new Error("The text has no words; give one that has.");
          call.output(`counting ${words} words\n`);
          return { words, unit: config.unit ?? "words" };
        },
      },
    ],
  }),
});

await serveModule(module, { input: process.stdin, output: process.stdout });
