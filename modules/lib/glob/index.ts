/** Globs: `*` `?` `[a-z]` within a name, `**` for any number of folders, `{a,b}` alternatives. */
export { compileGlob, type Glob, GlobError, type GlobOptions } from "./glob.ts";
