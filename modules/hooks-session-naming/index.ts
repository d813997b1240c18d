/** Gives a session a title that says what it is about. */
import { defineModule } from "../../kernel/index.ts";
import { type Config, configSchema } from "./config.ts";
import { NAMED, Namer } from "./namer.ts";

const NAME = "hooks-session-naming";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Asks the session's provider for a title once there is something to name, without holding up a turn.",
  configSchema,
  async mount(coordinator, config) {
    // A sub-session is named after its agent.
    if (coordinator.parentId !== undefined) return undefined;
    const namer = new Namer(coordinator, config);
    const options = { name: NAME };
    const undos = [
      coordinator.hooks.observe("llm:response", ({ data }) => namer.noteAnswer(data), options),
      coordinator.hooks.observe("prompt:complete", ({ data }) => namer.noteTurn(data), options),
      coordinator.registerContributor("observability.events", NAME, () => [NAMED]),
    ];
    return async () => {
      for (const undo of undos) undo();
      await namer.close();
    };
  },
});
