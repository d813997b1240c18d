/** What `session/configure` changes: defaults of later turns, the approval mode, the title. Kept in the session's metadata. */
import type { JsonObject, Session, TurnOptions } from "../../kernel/index.ts";
import { serverRedactor } from "../redactor.ts";
import type { StoredSession } from "../store/contracts.ts";
import type { SessionSettings } from "../store/metadata.ts";
import { providerName } from "./provider-name.ts";
import { RequestError } from "./request-error.ts";

/** An empty text goes back to what the plan says. */
export interface SettingsChange {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly effort?: SessionSettings["effort"] | "" | undefined;
  readonly mode?: string | undefined;
  readonly title?: string | undefined;
}

/** The capability that `hooks-approval` offers. */
interface ApprovalMode {
  get(): string;
  /** @throws RangeError for what is no mode */
  set(mode: string): Promise<void>;
}

/** The options of a turn, over what was configured. A model goes with its provider. */
export function withSettings(options: TurnOptions, settings: SessionSettings = {}): TurnOptions {
  const { provider, model, effort } = settings;
  const takesModel = options.provider === undefined || options.provider === provider;
  return {
    ...(provider !== undefined && { provider }),
    ...(model !== undefined && takesModel && { model }),
    ...(effort !== undefined && { effort }),
    ...options,
  };
}

/** @throws RequestError `provider-missing`, `invalid-params`; StoreError `journal-failed`: then nothing has changed but the mode */
export async function configure(kernel: Session, stored: StoredSession, change: SettingsChange): Promise<JsonObject> {
  const wanted = requireProvider(kernel, change.provider);
  if (change.mode !== undefined) await switchMode(kernel, change.mode);
  const { settings = {}, title } = stored.metadata;
  const { provider = settings.provider } = wanted;
  const kept = provider === settings.provider ? settings : { ...settings, model: undefined };
  const chosen = withoutEmpty<SessionSettings>({ ...kept, ...definedOnly(change), ...wanted, title: undefined });
  await stored.update({ settings: chosen, ...(change.title && serverRedactor.redact({ title: change.title })) });
  const now = { ...chosen, ...withoutEmpty({ mode: modeOf(kernel), title: change.title || title }) };
  await kernel.coordinator.hooks.emit("session:configured", now);
  return now;
}

/** The mode of a session that was resumed or forked is what it was. A mode that is none any more is reported. */
export async function restoreMode(kernel: Session, settings: SessionSettings | undefined): Promise<void> {
  if (settings?.mode === undefined) return;
  await switchMode(kernel, settings.mode).catch((error: unknown) =>
    kernel.coordinator.host.report(`the mode was not restored: ${error instanceof Error ? error.message : error}`),
  );
}

function requireProvider(kernel: Session, wanted: string | undefined): Pick<SettingsChange, "provider"> {
  if (wanted === undefined || wanted === "") return wanted === undefined ? {} : { provider: wanted };
  const mounted = kernel.coordinator.all("providers");
  const provider = providerName(mounted, wanted);
  if (mounted.has(provider)) return { provider };
  const names = [...mounted.keys()].join(", ") || "none";
  const message = `provider: the session has no "${wanted}"; the providers are: ${names}`;
  throw new RequestError("provider-missing", message);
}

function modeSwitch(kernel: Session): ApprovalMode | undefined {
  return kernel.coordinator.getCapability<ApprovalMode>("approval.mode");
}

function modeOf(kernel: Session): string | undefined {
  return modeSwitch(kernel)?.get();
}

async function switchMode(kernel: Session, mode: string): Promise<void> {
  const capability = modeSwitch(kernel);
  if (capability === undefined) {
    throw new RequestError(
      "invalid-params",
      "mode: the session has no approval policy with modes; mount hooks-approval",
    );
  }
  try {
    await capability.set(mode);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RequestError("invalid-params", `mode: ${error.message}`);
  }
}

function definedOnly(change: SettingsChange): JsonObject {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function withoutEmpty<Value extends object>(values: object): Value {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== "")) as Value;
}
