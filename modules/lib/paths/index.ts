/** Paths as the operating system sees them: `~` expanded, symlinks resolved, also where the end of the path does not exist yet. */
export { absolutePath, type PathBase, sessionBase } from "./base.ts";
export { isInside, isInsideAny, MAX_PATH_BYTES, realPathOf } from "./real-path.ts";
