/** Builds dist/: one bundle with chunks that load when they are needed, and the declarations of what the package exports. */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { build } from "esbuild";

/** zod brings its messages in some fifty languages; ours are in one, and the others cost start-up time. */
const oneLanguage = {
  name: "one-language",
  setup({ onLoad }) {
    const contents = 'export { default as en } from "./en.js";';
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents, loader: "js" }));
  },
};

rmSync("dist", { recursive: true, force: true });
await build({
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
});
for (const name of ["ampd", "ampsh"]) chmodSync(`dist/${name}.js`, 0o755);
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
