/**
 * Files that a program runs although no word of its line is their whole name: a module without its ending, the script of a folder, the
 * recipes of `make` and `npm`. It knows programs by their names, and reads nothing.
 */

const ENDINGS = [
  ".js",
  ".cjs",
  ".mjs",
  ".json",
  ".node",
  ".ts",
  "/index.js",
  "/index.mjs",
  "/index.ts",
  "/package.json",
];

const PROGRAMS: readonly { readonly name: RegExp; readonly files: (word: string) => readonly string[] }[] = [
  { name: /^(?:node|bun|deno|tsx|ts-node)$/, files: (word) => ENDINGS.map((ending) => `${word}${ending}`) },
  {
    name: /^(?:npm|npx|pnpm|pnpx|yarn|bun|bunx)$/,
    files: (word) => ["package.json", `${word}/package.json`, `node_modules/.bin/${word}`],
  },
  {
    name: /^(?:python[\d.]*|pypy[\d.]*|uv|uvx)$/,
    files: (word) => {
      const module = word.replace(/\.(?=\w)/g, "/");
      return [`${module}.py`, `${module}/__main__.py`, `${module}/__init__.py`, `${word}/__main__.py`];
    },
  },
  {
    name: /^(?:g|b)?make$/,
    files: (word) => ["", `${word}/`].flatMap((folder) => MAKEFILES.map((name) => folder + name)),
  },
  { name: /^just$/, files: () => ["justfile", "Justfile", ".justfile"] },
];
const MAKEFILES = ["Makefile", "makefile", "GNUmakefile"];
/** What may be a path, or the name of a module. */
const PLAIN = /^[\w@+~./-]{1,256}$/;

/** More words that may be files, for those of a value. */
export function impliedBy(words: readonly string[]): string[] {
  const plain = words.filter((word) => PLAIN.test(word) && !word.startsWith("-"));
  const names = plain.map((word) => word.slice(word.lastIndexOf("/") + 1));
  const called = PROGRAMS.filter(({ name }) => names.some((one) => name.test(one)));
  return [...new Set(called.flatMap(({ files }) => plain.flatMap(files)))];
}
