/** `settings/*` and `workspace/trust`: what holds in a directory. */
import { resolve } from "node:path";
import { settingsGet, settingsSet, workspaceTrust } from "../../protocol/index.ts";
import { describeSettings } from "../plan/settings/describe-settings.ts";
import type { SettingsService } from "../plan/settings/settings-service.ts";
import { trustWorkspace, type WorkspaceState, workspaceState } from "../plan/trust/workspace-state.ts";
import type { RpcCall } from "../rpc/contracts.ts";
import { RequestError } from "../session/request-error.ts";
import { existingDirectory } from "./existing-directory.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function workspaceMethods(context: MethodContext, settings: SettingsService): Methods {
  const directory = (call: RpcCall, cwd: string | undefined): Promise<string> =>
    existingDirectory(resolve(context.clientOf(call).cwd, cwd ?? "."));
  return {
    ...handle(settingsGet, async ({ cwd, sessionId, key }, call) => {
      const of = sessionId === undefined ? undefined : await directoryOf(context, sessionId);
      const found = await settings.read(await directory(call, of ?? cwd));
      const { value, origins } = describeSettings(found, key === undefined ? [] : stepsOf(key));
      return { value: (value ?? null) as never, origins: origins as never, warnings: [...found.warnings] };
    }),
    ...handle(settingsSet, async ({ scope, key, value, cwd }, call) => {
      const change = { path: stepsOf(key), value: value ?? undefined };
      return { file: await settings.write(scope, await directory(call, cwd), change) };
    }),
    ...handle(workspaceTrust, async ({ cwd, action, digest }, call) => {
      const where = await directory(call, cwd);
      const state = await workspaceState(settings, where);
      if (action === "get") return told(state);
      if (action === "untrust") await settings.trust.forget(state.path);
      else {
        if (digest !== undefined && digest !== state.digest) throw changedSince(state.path);
        await trustWorkspace(settings, state);
      }
      return told(await workspaceState(settings, where));
    }),
  };
}

async function directoryOf({ registry, store }: MethodContext, sessionId: string): Promise<string> {
  const { metadata } = registry.find(sessionId)?.stored ?? (await store.read(sessionId));
  return metadata.cwd;
}

function told({ path, state, digest, items }: WorkspaceState) {
  return {
    path,
    trusted: state === "trusted",
    state,
    digest,
    items: items.map(({ file, key, why, isTrusted }) => ({
      file,
      ...(key !== undefined && { key }),
      why,
      trusted: isTrusted,
    })),
  };
}

function changedSince(path: string): RequestError {
  const message = `${path} has changed since it was looked at; look at it again with action "get", and then trust it.`;
  return new RequestError("untrusted-workspace", message);
}

function stepsOf(key: string | readonly string[]): readonly string[] {
  return typeof key === "string" ? key.split(".") : key;
}
