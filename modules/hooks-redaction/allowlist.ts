/** Puts back what a config lets stay: values at dotted paths, `a.b[0].c`. */

export type Path = readonly string[];

export function parsePath(text: string): Path {
  return text
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .filter((step) => step !== "");
}

/** `masked`, with the value that stands at the path in `kept`. Neither is changed. */
export function restore(masked: unknown, kept: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return kept;
  if (!isContainer(masked) || !isContainer(kept) || !Object.hasOwn(masked, step) || !Object.hasOwn(kept, step))
    return masked;
  const value = restore(masked[step], kept[step], rest);
  if (Array.isArray(masked)) return masked.map((item, index) => (String(index) === step ? value : item));
  return { ...masked, [step]: value };
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
