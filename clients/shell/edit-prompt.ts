/** Has a prompt written in the person's own editor, in a file that only they can read and that goes when the editor ends. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { untilAborted } from "../node/until-aborted.ts";
import { EXIT } from "./exit-codes.ts";
import { MAX_PROMPT_BYTES } from "./read-prompt.ts";
import { ShellError } from "./shell-error.ts";

export interface Editing {
  /** What the file holds at first. */
  readonly draft: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the editor. */
  readonly signal: AbortSignal;
}

/** Its ending names the language, by which editors choose their colors. */
const FILE_NAME = "prompt.md";
/** What nobody has saved bears this date: an editor that leaves the file alone sends nothing, not even the draft. */
const UNSAVED = new Date(0);
/** Where neither variable says otherwise, as POSIX has it. */
const DEFAULT_EDITOR = "vi";

/** What was saved, without blanks at its end; nothing where that is nothing. @throws ShellError; the signal's reason */
export async function editPrompt({ draft, environment, signal }: Editing): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), "ampsh-"));
  const path = join(directory, FILE_NAME);
  try {
    await writeFile(path, draft === "" ? "" : `${draft}\n`, { mode: 0o600, flag: "wx" });
    await utimes(path, UNSAVED, UNSAVED);
    await untilAborted(runEditor(path, { environment, signal }), signal);
    return await savedText(path);
  } finally {
    // Its copies and swap files go with it.
    await rm(directory, { recursive: true, force: true });
  }
}

/** The editor may be a command with arguments, as `code --wait` is: a shell takes it apart, and makes way for it, so that signals reach it. */
function runEditor(path: string, { environment, signal }: Omit<Editing, "draft">): Promise<void> {
  const editor = environment.VISUAL || environment.EDITOR || DEFAULT_EDITOR;
  const child = spawn("/bin/sh", ["-c", `exec ${editor} "$@"`, editor, path], {
    stdio: "inherit",
    env: environment,
    signal,
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(failure(editor, error.message)));
    child.once("exit", (code, killedBy) => {
      if (code === 0) resolve();
      else reject(failure(editor, killedBy === null ? `it ended with exit code ${code}` : `${killedBy} ended it`));
    });
  });
}

function failure(editor: string, what: string): ShellError {
  const message = `/edit: ${editor}: ${what}, so nothing is sent; VISUAL or EDITOR names the editor.`;
  return new ShellError(message, { exitCode: EXIT.failed, kind: "editor-failed" });
}

async function savedText(path: string): Promise<string | undefined> {
  const { mtimeMs, size } = await stat(path);
  if (mtimeMs === UNSAVED.getTime()) return undefined;
  if (size > MAX_PROMPT_BYTES)
    throw new ShellError(`/edit: it has more than ${MAX_PROMPT_BYTES / 1024 / 1024} MiB, so nothing is sent.`);
  const text = (await readFile(path, "utf8")).trimEnd();
  return text === "" ? undefined : text;
}
