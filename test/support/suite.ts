/** uvu with two things that it lacks: a deadline for each test, and a skip that is seen and that CI does not accept. */
import { suite as uvuSuite } from "uvu";

/** Generous on purpose: it ends what hangs; it does not measure. */
const DEADLINE_MS = 300_000;

export type TestBody = () => void | Promise<void>;

export interface TestSuite {
  (name: string, body: TestBody): void;
  /** Registers a test where what it needs is there; elsewhere says so on a line of its own, and fails under CI. */
  needing(requirement: Requirement, name: string, body: TestBody): void;
  /** Must be called once, last. */
  run(): void;
}

export interface Requirement {
  readonly name: string;
  readonly isMet: boolean;
}

export function suite(name: string): TestSuite {
  const base = uvuSuite(name);
  const test = (title: string, body: TestBody): void => base(title, () => withDeadline(title, body));
  const needing = (requirement: Requirement, title: string, body: TestBody): void => {
    if (requirement.isMet) {
      test(title, body);
      return;
    }
    process.stderr.write(`SKIP ${name}: ${title}: it needs ${requirement.name}\n`);
    if (process.env.CI === undefined) return;
    base(title, () => {
      throw new Error(`it needs ${requirement.name}, and under CI nothing may be skipped`);
    });
  };
  return Object.assign(test, { needing, run: () => base.run() });
}

export async function withDeadline(title: string, body: TestBody, ms: number = DEADLINE_MS): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`"${title}" did not end within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([Promise.resolve(body()), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
