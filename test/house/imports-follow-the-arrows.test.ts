import { dirname, join, relative } from "node:path";
import * as assert from "uvu/assert";
import { importsOf, ROOT, type SourceFile, sourceFiles } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("arrows");

/** Which rooms each room may import from, besides itself, packages and Node's own modules. The first match counts. */
const ARROWS: readonly [from: RegExp, to: readonly RegExp[]][] = [
  [/^bin\//, [/^server\//, /^clients\/shell\//]],
  // The one table that names modules.
  [/^server\/plan\/module-table\.ts$/, [/^modules\/[a-z-]+\/index\.ts$/, /^kernel\/index\.ts$/]],
  // The transport needs one function of the kernel and must not load the rest before `initialize` is answered.
  [/^server\/rpc\//, [/^server\//, /^kernel\/(index|suggestion)\.ts$/, /^protocol\/index\.ts$/]],
  [
    /^server\//,
    [
      /^server\//,
      /^kernel\/index\.ts$/,
      /^protocol\/index\.ts$/,
      /^modules\/lib\/(redaction|child-process)\/index\.ts$/,
    ],
  ],
  [/^kernel\//, [/^kernel\//]],
  [/^protocol\//, [/^protocol\//]],
  [/^modules\/lib\//, [/^kernel\/index\.ts$/, /^modules\/lib\/[a-z-]+\/index\.ts$/]],
  [/^modules\//, [/^kernel\/index\.ts$/, /^modules\/lib\/[a-z-]+\/index\.ts$/]],
  [/^clients\/node\//, [/^protocol\/index\.ts$/]],
  [/^clients\//, [/^protocol\/index\.ts$/, /^clients\/node\/[a-z-]+\.ts$/]],
  // It tells of a command line, which only its parser knows.
  [/^spec\/generate\/manual-page\.ts$/, [/^spec\//, /^clients\/shell\/[a-z]+-options\.ts$/]],
  [/^spec\//, [/^spec\//, /^kernel\/index\.ts$/, /^protocol\/index\.ts$/]],
];
/** Only these files know vscode-jsonrpc; the kernel knows no package but zod. */
const PACKAGES: readonly [from: RegExp, allowed: RegExp][] = [
  [/^kernel\//, /^zod$/],
  [/^protocol\//, /^zod$/],
  [/^(?!server\/rpc\/)(server|modules|clients|bin)\//, /^(?!vscode-jsonrpc)/],
  [/^modules\/(?!provider-|lib\/openai-wire\/)/, /^(?!openai|@anthropic-ai)/],
];

function roomOf(path: string): string {
  const [layer, second, third] = path.split("/");
  if (layer === "modules" && second === "lib") return `modules/lib/${third}/`;
  return layer === "modules" || layer === "clients" ? `${layer}/${second}/` : `${layer}/`;
}

function violations(file: SourceFile): string[] {
  return importsOf(file).flatMap((specifier) => {
    if (specifier.startsWith("node:"))
      return file.path.startsWith("kernel/") || file.path.startsWith("protocol/")
        ? [`${file.path} → ${specifier}`]
        : [];
    if (!specifier.startsWith(".")) {
      const rules = PACKAGES.filter(([from]) => from.test(file.path));
      return rules.every(([, allowed]) => allowed.test(specifier)) ? [] : [`${file.path} → ${specifier}`];
    }
    const target = relative(ROOT, join(ROOT, dirname(file.path), specifier));
    if (roomOf(target) === roomOf(file.path)) return [];
    const arrow = ARROWS.find(([from]) => from.test(file.path));
    return arrow?.[1].some((to) => to.test(target)) ? [] : [`${file.path} → ${target}`];
  });
}

test("no file imports against an arrow", () => {
  const files = sourceFiles([".ts"], ["bin", "server", "protocol", "kernel", "modules", "clients", "spec"]);
  assert.equal(files.flatMap(violations), []);
});

test("an import against an arrow is found", () => {
  const file = { path: "modules/tool-bash/index.ts", text: 'import { x } from "../../server/version.ts";\n' };
  assert.equal(violations(file), ["modules/tool-bash/index.ts → server/version.ts"]);
  const lazy = { path: "kernel/x.ts", text: 'const x = await import("node:fs");\n' };
  assert.equal(violations(lazy), ["kernel/x.ts → node:fs"]);
});

test.run();
