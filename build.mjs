/** Builds dist/: one bundle with chunks that load when they are needed, and the declarations of what the package exports. */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { build } from "esbuild";

/** zod brings its messages in some fifty languages; ours are in one, and the others cost start-up time. */
const oneLanguage = {
  name: "one-language",
  setup({ onLoad }) {
    const contents = 'export { default as en } from "./en.js";';
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents, loader: "js" }));
  },
};

const SERVER = "server/cli/run-ampd.ts";

/**
 * Files that are used together by the same entry points and lazy imports share a chunk; what a start loads would be in some fifty, and
 * each costs. What the server loads lazily therefore says that it needs the server, which is there by then.
 */
function serverInFewChunks(lazyPaths) {
  return {
    name: "server-in-few-chunks",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!lazyPaths.has(path)) return undefined;
        return {
          contents: `${await readFile(path, "utf8")}\nimport ${JSON.stringify(resolve(SERVER))};`,
          loader: "ts",
        };
      });
    },
  };
}

/** The paths of what the server loads when it needs it, and not when it starts. */
function lazyPathsOf({ inputs }) {
  const importsOf = (path, isLazy) =>
    inputs[path].imports
      .filter(({ kind, external }) => !external && (kind === "dynamic-import") === isLazy)
      .map((one) => one.path);
  const atStart = new Set([SERVER]);
  // What is added on the way is walked as well.
  for (const path of atStart) for (const next of importsOf(path, false)) atStart.add(next);
  const lazy = Object.keys(inputs).flatMap((path) => importsOf(path, true));
  const own = lazy.filter((path) => /^(server|modules)\//.test(path) && !atStart.has(path));
  return new Set(own.map((path) => resolve(path)));
}

const options = {
  entryPoints: {
    ampd: "bin/ampd.ts",
    ampsh: "bin/ampsh.ts",
    client: "clients/node/index.ts",
    protocol: "protocol/index.ts",
    kernel: "kernel/index.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  chunkNames: "chunks/[name]-[hash]",
  plugins: [oneLanguage],
  alias: {
    // Its entry for Node is CommonJS, whose names a lazy import in a bundle does not have.
    yaml: "./node_modules/yaml/browser/index.js",
    // Its entry for Node asks for its parts in a way that a bundler does not see.
    "jsonc-parser": "./node_modules/jsonc-parser/lib/esm/main.js",
  },
  // Some dependencies are CommonJS and ask for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
  },
  legalComments: "none",
  logLevel: "warning",
};

const { metafile } = await build({ ...options, write: false, metafile: true });
rmSync("dist", { recursive: true, force: true });
await build({ ...options, plugins: [...options.plugins, serverInFewChunks(lazyPathsOf(metafile))] });
for (const name of ["ampd", "ampsh"]) chmodSync(`dist/${name}.js`, 0o755);
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
