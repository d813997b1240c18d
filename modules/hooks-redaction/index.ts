/** Says what is masked before anything leaves for a log, an audit, metadata, and, if wanted, clients. It changes no call and no result. */
import { type Coordinator, defineModule, matchesPattern } from "../../kernel/index.ts";
import { mapTexts, REDACTOR, type Redactor, type SessionRedactor, upToDate } from "../lib/redaction/index.ts";
import { parsePath, restore } from "./allowlist.ts";
import { type Config, configSchema } from "./config.ts";
import { maskPersonalData } from "./personal-data.ts";

const NAME = "hooks-redaction";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Masks secrets and personal data before logs, audits, metadata and, if wanted, clients get them.",
  configSchema,
  isRequired: true,
  async mount(coordinator, config) {
    const redactor = redactorOf(config, upToDate(coordinator));
    const undos = [coordinator.registerCapability(REDACTOR, redactor), ...forClients(coordinator, config, redactor)];
    return () => {
      for (const undo of undos) undo();
    };
  },
});

function redactorOf({ rules, allowlist, skip_events }: Config, secrets: () => Redactor): SessionRedactor {
  if (!rules.includes("pii-basic")) {
    return { redactText: (text) => secrets().redactText(text), redact: (value) => secrets().redact(value) };
  }
  const paths = allowlist.map(parsePath);
  return {
    redactText: (text) => maskPersonalData(secrets().redactText(text)),
    redact: <Value>(value: Value, event = "") => {
      const clean = secrets().redact(value);
      if (skip_events.some((pattern) => matchesPattern(pattern, event))) return clean;
      const masked: unknown = mapTexts(clean, maskPersonalData);
      return paths.reduce((result, path) => restore(result, clean, path), masked) as Value;
    },
  };
}

/** The application asks by this name before it delivers an event. */
function forClients(coordinator: Coordinator, config: Config, redactor: SessionRedactor): (() => void)[] {
  return config.events_to_clients ? [coordinator.registerCapability("redaction.for_clients", redactor)] : [];
}
