/** The approval policy: a gate in front of every tool call. It decides by rules, asks a person where none decides, and fails closed. */
import { type Coordinator, defineModule, Scope as Undos } from "../../kernel/index.ts";
import { openAudit } from "./audit.ts";
import { type Config, configSchema, MODES, type Mode } from "./config.ts";
import { allowsYolo, Gate, type ParentPolicy } from "./gate.ts";
import { Memory } from "./memory.ts";
import { readyRule } from "./rules.ts";

const NAME = "hooks-approval";
const PRIORITY = -10;
const MODE_CHANGED = "approval:mode_changed";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Allows, asks or denies tool calls by rules over tools, parsed commands, real paths and MCP servers.",
  configSchema,
  isRequired: true,
  async mount(coordinator, config) {
    const workingDir = coordinator.getCapability<string>("session.working_dir") ?? process.cwd();
    const rules = await Promise.all(config.rules.map((rule, index) => readyRule(rule, `rules[${index}]`, workingDir)));
    const parent = coordinator.getCapability<ParentPolicy>("approval.parent");
    const memory = new Memory(coordinator, workingDir, parent?.memory);
    const audit = openAudit(coordinator, config);
    const gate = new Gate({ coordinator, config, rules, memory, audit, parent });
    const undos = register(coordinator, gate);
    undos.add("policy", coordinator.registerCapability("approval.policy", policyOf(gate, memory)));
    undos.add("audit", () => audit.close());
    if (gate.mode !== config.mode) await coordinator.hooks.emit("user:notification", NO_YOLO);
    return async () => {
      await undos.close();
      await memory.persisted();
    };
  },
});

const YOLO_NEEDS = "the mode yolo needs an ampd that was started with --allow-yolo";
const NO_YOLO = { message: `The session asks as usual: ${YOLO_NEEDS}.`, level: "warning", source: NAME };

/** What the capability `approval.mode` is: the application switches a live session with it. */
export interface ApprovalMode {
  get(): Mode;
  /** @throws RangeError for what is no mode, and for `yolo` where it is not allowed */
  set(mode: string): Promise<void>;
}

function register(coordinator: Coordinator, gate: Gate): Undos {
  const { hooks } = coordinator;
  const undos = new Undos();
  const add = (label: string, undo: () => void): void => undos.add(label, undo);
  const options = { name: NAME, priority: PRIORITY };
  add(
    "gate",
    hooks.register("tool:pre", (_, data) => gate.decide(data), { ...options, failClosed: true }),
  );
  add(
    "granted",
    hooks.observe("approval:granted", (observation) => gate.hear(observation), options),
  );
  add(
    "denied",
    hooks.observe("approval:denied", (observation) => gate.hear(observation), options),
  );
  add(
    "post",
    hooks.observe("tool:post", (observation) => gate.forget(observation), options),
  );
  add(
    "error",
    hooks.observe("tool:error", (observation) => gate.forget(observation), options),
  );
  add("mode", coordinator.registerCapability("approval.mode", modeSwitch(coordinator, gate)));
  add(
    "events",
    coordinator.registerContributor("observability.events", NAME, () => [MODE_CHANGED]),
  );
  return undos;
}

function policyOf(gate: Gate, memory: Memory): ParentPolicy {
  return {
    get mode() {
      return gate.effectiveMode;
    },
    memory,
  };
}

function modeSwitch(coordinator: Coordinator, gate: Gate): ApprovalMode {
  return {
    get: () => gate.effectiveMode,
    async set(wanted) {
      const mode = MODES.find((one) => one === wanted);
      if (mode === undefined) throw new RangeError(`"${wanted}" is not a mode; the modes are ${MODES.join(", ")}`);
      if (mode === "yolo" && !allowsYolo(coordinator)) throw new RangeError(YOLO_NEEDS);
      const from = gate.effectiveMode;
      gate.mode = mode;
      await coordinator.hooks.emit(MODE_CHANGED, { from, to: gate.effectiveMode });
    },
  };
}
