/** The patterns of path rules: `*` within a folder, `?` one character, `**` over folders; `dir/**` is the folder itself, too. */
import { realPathOf } from "./real-path.ts";

export interface PathPattern {
  matches(realPath: string, options: { readonly ignoresCase: boolean }): boolean;
  /** Whether what the pattern matches may lie somewhere in the folder. */
  liesBelow(realFolder: string): boolean;
}

/** The part before the first glob is followed to where it really leads, as the paths are that it is compared with. */
export async function parsePathPattern(pattern: string, base: string): Promise<PathPattern> {
  const segments = pattern.split("/");
  const first = segments.findIndex((segment) => /(?<!\\)[*?]/.test(segment));
  const fixed = (first < 0 ? segments : segments.slice(0, first)).join("/").replace(/\\(.)/g, "$1");
  const root = slashed(await realPathOf(fixed === "" && pattern.startsWith("/") ? "/" : fixed, base));
  const globs = first < 0 ? [] : segments.slice(first);
  const source = `${escapeForRegex(root === "/" ? "" : root)}${globs.map(segmentSource).join("")}`;
  const exact = new RegExp(`^${source}$`, "s");
  const loose = new RegExp(`^${source.normalize("NFC")}$`, "si");
  return {
    // Where case does not count, accents may be written in two ways, too.
    matches: (path, { ignoresCase }) =>
      ignoresCase ? loose.test(slashed(path).normalize("NFC")) : exact.test(slashed(path)),
    liesBelow: (folder) => root.startsWith(`${slashed(folder).replace(/\/$/, "")}/`),
  };
}

/** A pattern that matches exactly this path. */
export function quotePath(path: string): string {
  return path.replace(/[*?\\]/g, "\\$&");
}

function segmentSource(segment: string): string {
  if (segment === "**") return "(?:/.*)?";
  const source = segment.replace(/\\.|\*+|./gs, (token) => {
    if (token.startsWith("*")) return "[^/]*";
    return token === "?" ? "[^/]" : escapeForRegex(token.length > 1 ? token.slice(1) : token);
  });
  return `/${source}`;
}

function slashed(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

function escapeForRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
