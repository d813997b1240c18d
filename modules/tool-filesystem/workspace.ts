/** What the three tools share: the session's rules for paths, the versions it has seen, and one writer at a time for each file. */
import type { ApprovalDetail, Coordinator } from "../../kernel/index.ts";
import { sessionBase } from "../lib/paths/index.ts";
import { Access } from "./access.ts";
import type { Config } from "./config.ts";
import { hashOf, KnownVersions } from "./known-versions.ts";
import { Refusal } from "./refusal.ts";
import { replaceFile } from "./replace-file.ts";
import { type FileVersion, readVersion } from "./text-file.ts";

/** On this channel modules name folders with what they keep for the model to read. */
const READABLE_CHANNEL = "filesystem.readable";

export interface Change {
  readonly content: Buffer;
  /** The file must have been read by this session before. */
  readonly needsKnownVersion: boolean;
}

export class Workspace {
  readonly access: Access;
  readonly versions = new KnownVersions();
  readonly #coordinator: Coordinator;
  readonly #writing = new Map<string, Promise<unknown>>();
  #arriving: Promise<unknown> = Promise.resolve();

  constructor(coordinator: Coordinator, config: Config) {
    this.#coordinator = coordinator;
    this.access = new Access(config, sessionBase(coordinator), async () => {
      const folders = await coordinator.collectContributions(READABLE_CHANNEL);
      return folders.filter((folder) => typeof folder === "string");
    });
  }

  /**
   * Reads, lets `change` decide on the new content, and writes; calls for the same file come one after another, as they were made.
   * @param given as the model wrote it; `change` and the answer have the real path
   * @throws Refusal
   */
  async write(
    given: string,
    approved: ApprovalDetail | undefined,
    change: (path: string, before: FileVersion | undefined) => Change,
  ): Promise<{ readonly path: string; readonly bytes: number }> {
    return this.#inTurn(given, async (path) => {
      const before = await readVersion(path);
      requireApproved(path, approved, before);
      const { content, needsKnownVersion } = change(path, before);
      if (before !== undefined) this.#requireKnown(path, before, needsKnownVersion);
      await replaceFile(path, content, before);
      this.versions.remember(path, hashOf(content));
      await this.announce("artifact:write", path, content.length);
      return { path, bytes: content.length };
    });
  }

  async announce(event: "artifact:read" | "artifact:write", path: string, bytes: number): Promise<void> {
    await this.#coordinator.hooks.emit(event, { path, bytes });
  }

  #requireKnown(path: string, before: FileVersion, needsKnownVersion: boolean): void {
    const known = this.versions.hashOf(path);
    if (known === undefined && needsKnownVersion) {
      throw new Refusal("not-read", `${path} exists, and this session has not read it yet. Read it first.`);
    }
    if (known !== undefined && known !== before.hash) {
      throw new Refusal("changed", `${path} changed since this session last read it. Read it again first.`);
    }
  }

  /** Paths are looked up one after another: two look-ups at once may end in either order. */
  async #inTurn<Value>(given: string, run: (path: string) => Promise<Value>): Promise<Value> {
    const placing = this.#arriving.then(async () => {
      const path = await this.access.forWriting(given);
      return { ended: this.#after(path, () => run(path)) };
    });
    this.#arriving = placing.catch(() => {});
    return (await placing).ended;
  }

  async #after<Value>(path: string, run: () => Promise<Value>): Promise<Value> {
    const previous = this.#writing.get(path) ?? Promise.resolve();
    const turn = previous.then(run, run);
    this.#writing.set(path, turn);
    try {
      return await turn;
    } finally {
      if (this.#writing.get(path) === turn) this.#writing.delete(path);
    }
  }
}

/** What the person allowed must be what happens. */
function requireApproved(path: string, approved: ApprovalDetail | undefined, before: FileVersion | undefined): void {
  if (approved?.path === undefined) return;
  if (approved.path === path && approved.baseHash === before?.hash) return;
  throw new Refusal("changed", `${path} is not what it was when the change was allowed. Read it again and ask again.`);
}
