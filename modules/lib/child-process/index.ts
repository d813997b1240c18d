/** Child processes that cannot get out of hand: a group of their own, an environment by allowlist, bounded output, and no life of their own. */
export { BoundedOutput } from "./bounded-output.ts";
export { childEnvironment, type EnvironmentOptions } from "./environment.ts";
export { findProgram } from "./find-program.ts";
export { withLimits } from "./limits.ts";
export { type Command, type Exit, type ProcessGroup, startGroup } from "./process-group.ts";
export { type Ending, type SuperviseOptions, supervise } from "./supervise.ts";
