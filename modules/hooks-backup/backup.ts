/**
 * One backup: a folder that is there whole or not at all. It has the conversation for people and programs, and a copy of the
 * session's own files, which make the session again when they are put back.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject, Message } from "../../kernel/index.ts";
import { writeFileAtomically } from "../lib/atomic-file/index.ts";

export interface BackupContent {
  readonly messages: readonly Message[];
  readonly format: "jsonl" | "json";
  /** Absent: it is not written. */
  readonly metadata?: JsonObject;
  /** Where the session's own files are, if it keeps any. */
  readonly stateDir: string | undefined;
}

/** What a session is made of on disk. The journal is its truth. */
const SESSION_FILES = ["journal.jsonl", "session.json"];
const FOLDER_NAME = /^\d{8}T\d{9}Z-[a-z]+$/;
const DIRECTORY_MODE = 0o700;

/** @returns the bytes that were written @throws what the file system says; then there is no such folder */
export async function writeBackup(folder: string, name: string, content: BackupContent): Promise<number> {
  await mkdir(folder, { recursive: true, mode: DIRECTORY_MODE });
  const draft = join(folder, `.${name}.${randomUUID()}`);
  try {
    await mkdir(draft, { mode: DIRECTORY_MODE });
    const files = [...ownFiles(content), ...(await copies(content.stateDir))];
    for (const [file, data] of files) await writeFileAtomically(join(draft, file), data);
    await rename(draft, join(folder, name));
    return files.reduce((sum, [, data]) => sum + Buffer.byteLength(data), 0);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** By its time, so that names sort by age. */
export function backupName(nowMs: number, reason: string): string {
  return `${new Date(nowMs).toISOString().replace(/[-:.]/g, "")}-${reason}`;
}

/** Removes the oldest ones, and nothing that is no backup. */
export async function removeOldBackups(folder: string, keep: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => FOLDER_NAME.test(name)).sort();
  for (const name of names.slice(0, -keep)) await rm(join(folder, name), { recursive: true, force: true });
}

function ownFiles({ messages, format, metadata }: BackupContent): [string, string | Buffer][] {
  const lines = messages.map((message) => JSON.stringify(message));
  const text =
    format === "jsonl" ? lines.map((line) => `${line}\n`).join("") : `${JSON.stringify(messages, null, 2)}\n`;
  const about = `${JSON.stringify(metadata, null, 2)}\n`;
  return [
    [`messages.${format}`, text],
    ...(metadata === undefined ? [] : [["metadata.json", about] as [string, string]]),
  ];
}

async function copies(stateDir: string | undefined): Promise<[string, Buffer][]> {
  if (stateDir === undefined) return [];
  const read = SESSION_FILES.map(async (name): Promise<[string, Buffer][]> => {
    try {
      return [[name, await readFile(join(stateDir, name))]];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  });
  return (await Promise.all(read)).flat();
}
