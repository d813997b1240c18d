/** How much a changed file says: source is told, generated files are told sparingly, products not at all. */
const PRODUCT_FOLDERS = new Set([
  ".cache",
  ".gradle",
  ".mypy_cache",
  ".next",
  ".pytest_cache",
  ".ruff_cache",
  ".tox",
  ".venv",
  "__pycache__",
  "bower_components",
  "build",
  "coverage",
  "dist",
  "node_modules",
  "target",
  "venv",
]);
const PRODUCT_FILES = /\.(?:class|log|o|pyc|swp|tmp)$|^\.DS_Store$/;
const GENERATED_FILES =
  /\.(?:lock|map|min\.css|min\.js|snap|svg|png|jpe?g|gif|pdf)$|^(?:package-lock\.json|pnpm-lock\.yaml|go\.sum)$/;

/** @param path as git shows it, with `/`, in quotes where it has odd characters */
export function pathTier(path: string): "source" | "generated" | "product" {
  const parts = path.replace(/^"|"$/g, "").split("/");
  const name = parts.at(-1) === "" ? (parts.at(-2) ?? "") : (parts.at(-1) ?? "");
  if (parts.some((part) => PRODUCT_FOLDERS.has(part)) || PRODUCT_FILES.test(name)) return "product";
  return GENERATED_FILES.test(name) ? "generated" : "source";
}
