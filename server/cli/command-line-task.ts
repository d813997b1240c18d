/** A command that does one thing and is over: what it may use of the process, and how the argument parser hands it on. */
export interface TaskContext {
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Writes to stdout. */
  readonly print: (text: string) => void;
  /** Asks the person at the terminal; false where there is none. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Asks for a word or a line; nothing where there is no terminal. */
  readonly ask: (question: string) => Promise<string | undefined>;
}

/** Answers the exit code. */
export type Task = (context: TaskContext) => Promise<number>;

export type Choose = (task: Task) => void;
