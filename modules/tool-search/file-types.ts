/** Names for kinds of files, as ripgrep has them, and the other names that people use for them. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  c: ["c", "h"],
  cpp: ["cpp", "cc", "cxx", "hpp", "hh", "hxx", "h", "inl"],
  cs: ["cs"],
  css: ["css", "scss"],
  dart: ["dart"],
  elisp: ["el"],
  elixir: ["ex", "exs"],
  go: ["go"],
  haskell: ["hs", "lhs"],
  html: ["htm", "html"],
  java: ["java"],
  js: ["js", "jsx", "cjs", "mjs", "vue"],
  json: ["json", "jsonl"],
  kotlin: ["kt", "kts"],
  lua: ["lua"],
  md: ["md", "mdx", "markdown"],
  perl: ["pl", "pm"],
  php: ["php"],
  py: ["py", "pyi"],
  rb: ["rb", "gemspec"],
  rust: ["rs"],
  scala: ["scala", "sbt"],
  sh: ["sh", "bash", "zsh", "fish", "ksh"],
  sql: ["sql"],
  swift: ["swift"],
  toml: ["toml"],
  ts: ["ts", "tsx", "cts", "mts"],
  txt: ["txt"],
  xml: ["xml", "xsd", "xsl", "svg"],
  yaml: ["yaml", "yml"],
  zig: ["zig"],
};

const ALIASES: Readonly<Record<string, string>> = {
  bash: "sh",
  "c#": "cs",
  "c++": "cpp",
  csharp: "cs",
  golang: "go",
  h: "c",
  hpp: "cpp",
  javascript: "js",
  jsx: "js",
  markdown: "md",
  python: "py",
  rs: "rust",
  ruby: "rb",
  shell: "sh",
  tsx: "ts",
  typescript: "ts",
  yml: "yaml",
};

/** The extensions, without the dot, of a type; nothing for one that is not known. */
export function extensionsOf(type: string): readonly string[] | undefined {
  const name = type.toLowerCase();
  return Object.hasOwn(ALIASES, name)
    ? EXTENSIONS[ALIASES[name] ?? ""]
    : Object.hasOwn(EXTENSIONS, name)
      ? EXTENSIONS[name]
      : undefined;
}

export function knownTypes(): string[] {
  return Object.keys(EXTENSIONS);
}

/** The known types under all their names. */
export function typeNames(): string[] {
  return [...Object.keys(EXTENSIONS), ...Object.keys(ALIASES)];
}
