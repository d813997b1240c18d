/**
 * Git repositories at a commit, kept in the cache: one folder a commit, without its history. Nothing in it is run: no hooks, no
 * submodules, no filters. Without a network, what is there already is used, and that is said.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { startGroup, supervise } from "../../../modules/lib/child-process/index.ts";
import { writeConfigFile } from "../settings/config-file.ts";
import { type GitSource, gitText } from "./source-form.ts";

export interface Checkout {
  /** With the subdirectory, where there is one. */
  readonly directory: string;
  readonly commit: string;
  /** What the user should know, such as that the network was not there. */
  readonly note?: string;
}

export interface GitCache {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ask the repository what the ref is, whenever it was asked last. */
  readonly isFresh?: boolean;
}

/** The source cannot be had; the message says why, as git told it. */
export class GitFailed extends Error {}

const COMMIT = /^[0-9a-f]{40}$/;
const GIT_TIMEOUT_MS = 120_000;
const MAX_TOLD_CHARACTERS = 500;
const MAX_OUTPUT_BYTES = 1024 * 1024;
/** So long a branch's commit is not asked for again. */
const REF_MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** @throws GitFailed */
export async function checkOut(source: GitSource, cache: GitCache): Promise<Checkout> {
  const repository = join(cache.directory, "git", createHash("sha256").update(source.url).digest("hex").slice(0, 12));
  const { commit, note } = await commitOf(source, repository, cache);
  const directory = join(repository, commit);
  if (!(await isDirectory(directory))) await fetchCommit(source, { repository, commit, cache });
  const inside = source.subdirectory === undefined ? directory : join(directory, source.subdirectory);
  if (!(await isDirectory(inside)))
    throw new GitFailed(`${gitText(source)}: there is no folder ${source.subdirectory} in it`);
  return { directory: inside, commit, ...(note !== undefined && { note }) };
}

interface KnownRef {
  readonly commit: string;
  readonly asked: number;
}

async function commitOf(
  source: GitSource,
  repository: string,
  cache: GitCache,
): Promise<{ commit: string; note?: string }> {
  const { ref = "HEAD", url } = source;
  if (COMMIT.test(ref)) return { commit: ref };
  const file = join(repository, "refs.json");
  const refs = JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Record<string, KnownRef>;
  const known = Object.hasOwn(refs, ref) ? refs[ref] : undefined;
  if (known !== undefined && cache.isFresh !== true && Date.now() - known.asked < REF_MAX_AGE_MS) return known;
  try {
    const listed = await git(["ls-remote", "--", url, ref, `${ref}^{}`], repository, cache);
    // An annotated tag is named twice; the commit that it stands for comes last.
    const commit = listed.trim().split("\n").at(-1)?.split(/\s/)[0] ?? "";
    if (!COMMIT.test(commit)) throw new GitFailed(`${gitText(source)}: the repository has no ${ref}`);
    const text = `${JSON.stringify({ ...refs, [ref]: { commit, asked: Date.now() } }, null, 2)}\n`;
    await writeConfigFile(file, text, { isPrivate: true });
    return { commit };
  } catch (error) {
    if (known === undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return {
      commit: known.commit,
      note: `${gitText(source)} could not be asked, so ${known.commit} from the cache was used: ${reason}`,
    };
  }
}

async function fetchCommit(
  source: GitSource,
  { repository, commit, cache }: { repository: string; commit: string; cache: GitCache },
): Promise<void> {
  const draft = join(repository, `.draft-${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await git(["init", "--quiet", "--template=", "."], draft, cache);
    await git(["fetch", "--quiet", "--depth=1", "--no-tags", "--", source.url, commit], draft, cache);
    await git(["checkout", "--quiet", "--detach", commit], draft, cache);
    await rm(join(draft, ".git"), { recursive: true, force: true });
    await rename(draft, join(repository, commit)).catch(async (error: unknown) => {
      if (!(await isDirectory(join(repository, commit)))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function git(args: readonly string[], directory: string, { environment }: GitCache): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const quiet = { GIT_TERMINAL_PROMPT: "0", GIT_LFS_SKIP_SMUDGE: "1", GIT_ASKPASS: "true", LC_ALL: "C" };
  const own = ["-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "core.symlinks=false"];
  const env = Object.fromEntries(
    Object.entries({ ...environment, ...quiet }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  for (const name of Object.keys(env)) if (/^GIT_(?:DIR|WORK_TREE|INDEX_FILE)$/.test(name)) delete env[name];
  const output = { stdout: "", stderr: "" };
  const group = await startGroup({ file: "git", args: [...own, ...args], cwd: directory, env }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new GitFailed(`git cannot be started (${error.code}); install it`);
    },
  );
  const { exit, cause } = await supervise(group, {
    signal: new AbortController().signal,
    timeoutMs: GIT_TIMEOUT_MS,
    onChunk: async (stream, chunk) => {
      if (output[stream].length < MAX_OUTPUT_BYTES) output[stream] += chunk.toString();
    },
  });
  if (cause === "timeout") throw new GitFailed(`git ${args[0]} did not end within ${GIT_TIMEOUT_MS} ms`);
  if (exit.code !== 0) throw new GitFailed(`git ${args[0]}: ${said(output.stderr) || `it ended with ${exit.code}`}`);
  return output.stdout;
}

/** What git said, on one line; its last line alone is often only advice. */
function said(text: string): string {
  return text.trim().replace(/\s+/g, " ").slice(0, MAX_TOLD_CHARACTERS);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
