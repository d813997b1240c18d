/**
 * An append-only file of lines that rotates: `events.jsonl` → `events.1.jsonl` → `events.2.jsonl` …; the newest has the lowest
 * number. Writing is synchronous. A line is never split over two files and never joined to a torn one.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, extname } from "node:path";

interface LogFileOptions {
  readonly path: string;
  readonly maxBytes: number;
  /** The current file included. */
  readonly maxFiles: number;
  /** Rotation failed; the file grows on, and rotation is tried again once it has grown by as much as one file may hold. */
  readonly onRotationFailure: (error: unknown) => void;
}

interface OpenFile {
  readonly fd: number;
  readonly inode: number;
  size: number;
  isTorn: boolean;
}

const NEWLINE = 0x0a;
/** The log says what was done and read: it is for its owner only. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

export class LogFile {
  readonly #options: LogFileOptions;
  #open: OpenFile | undefined;
  #limit: number;

  constructor(options: LogFileOptions) {
    this.#options = options;
    this.#limit = options.maxBytes;
  }

  /** Appends whole lines. @param text ends with a newline @throws what the file system says; then nothing of it counts as written */
  append(text: string): void {
    const bytes = Buffer.from(text);
    let file = this.#current();
    if (file.size > 0 && file.size + bytes.length > this.#limit) {
      this.#limit = this.#rotate() ? this.#options.maxBytes : file.size + this.#options.maxBytes;
      file = this.#current();
    }
    if (file.isTorn) this.#write(file, Buffer.of(NEWLINE));
    this.#write(file, bytes);
  }

  close(): void {
    const file = this.#open;
    this.#open = undefined;
    if (file !== undefined) closeSync(file.fd);
  }

  #write(file: OpenFile, bytes: Buffer): void {
    let written = 0;
    while (written < bytes.length) {
      const count = writeSync(file.fd, bytes, written);
      written += count;
      file.size += count;
      // A line that breaks off half-way is closed before the next one is written.
      file.isTorn = written < bytes.length;
    }
  }

  /** The file that the path names now: another session may have rotated it, or a person may have removed it. */
  #current(): OpenFile {
    const { path } = this.#options;
    const there = statSync(path, { throwIfNoEntry: false });
    if (this.#open !== undefined && there?.ino === this.#open.inode) {
      this.#open.size = there.size;
      return this.#open;
    }
    this.close();
    mkdirSync(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
    const fd = openSync(path, "a+", FILE_MODE);
    const { ino: inode, size } = fstatSync(fd);
    this.#open = { fd, inode, size, isTorn: endsTorn(fd, size) };
    return this.#open;
  }

  /** From the oldest to the newest, each over the name of the one before it, so that a failure on the way loses nothing. */
  #rotate(): boolean {
    const { path, maxFiles, onRotationFailure } = this.#options;
    const name = (number: number): string => (number === 0 ? path : numbered(path, number));
    this.close();
    try {
      if (maxFiles === 1) rmSync(path, { force: true });
      for (let number = maxFiles - 2; number >= 0; number -= 1) {
        if (existsSync(name(number))) renameSync(name(number), name(number + 1));
      }
      return true;
    } catch (error) {
      onRotationFailure(error);
      return false;
    }
  }
}

/** `events.jsonl` and 2 make `events.2.jsonl`. */
function numbered(path: string, number: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.${number}${extension}`;
}

/** A predecessor that crashed may have left half a line. */
function endsTorn(fd: number, size: number): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}
