/** A gate: no shell commands that push, unless the config says that it is allowed. */
import { defineProcessModule, serveModule } from "ampd/client";

const REASON = "pushing is not allowed here; leave it to the user";

const module = defineProcessModule({
  kind: "hook",
  description: "Holds back commands that push.",
  mount: ({ config }) => ({
    hooks: [
      {
        name: "office_hours",
        events: ["tool:pre"],
        gate: true,
        invoke(_event, { tool_input: { command = "" } }) {
          if (command.includes("push") && config.may_push !== true) return { action: "deny", reason: REASON };
          return { action: "continue" };
        },
      },
    ],
  }),
});

await serveModule(module, { input: process.stdin, output: process.stdout });
