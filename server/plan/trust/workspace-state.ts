/** Whether a workspace is trusted, and the user's word on it. */
import { createHash } from "node:crypto";
import type { SettingsWarning, WorkspaceItem } from "../settings/read-settings.ts";
import type { SettingsService } from "../settings/settings-service.ts";

export interface WorkspaceState {
  readonly path: string;
  readonly state: "trusted" | "untrusted" | "changed";
  /** Of all items together. */
  readonly digest: string;
  readonly items: readonly WorkspaceItem[];
  /** On what cannot be trusted as it is. */
  readonly refused: readonly SettingsWarning[];
}

/** @throws SettingsError */
export async function workspaceState(service: SettingsService, cwd: string): Promise<WorkspaceState> {
  const { root, items, refused } = await service.read(cwd);
  const { isWhole } = await service.trust.read(root);
  const isAllTrusted = items.every((item) => item.isTrusted);
  const digest = createHash("sha256")
    .update(JSON.stringify(items.map((item) => item.digest).sort()))
    .digest("hex");
  return { path: root, state: isWhole ? (isAllTrusted ? "trusted" : "changed") : "untrusted", digest, items, refused };
}

/** Trusts what was looked at, and nothing that came into the workspace since. @throws SettingsError */
export async function trustWorkspace(service: SettingsService, { path, items }: WorkspaceState): Promise<void> {
  await service.trust.trust(
    path,
    items.map((item) => item.digest),
  );
}
