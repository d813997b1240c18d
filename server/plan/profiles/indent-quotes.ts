/**
 * Puts the lines of quoted texts that go on at the left margin under their keys. YAML wants them there; Python's reader does not, and many
 * of Amplifier's agents have examples in such a text. White space at the start of a line in quotes says nothing, so no text changes.
 */
const OPENS = /^((?: |- )*)(?:[\w-]+: +)?(["'])(.*)$/;

export function indentQuotes(yaml: string): string {
  let open: { readonly quote: string; readonly indent: string } | undefined;
  const lines = yaml.split("\n").map((line) => {
    if (open === undefined) {
      const [, before = "", quote, rest = ""] = OPENS.exec(line) ?? [];
      if (quote !== undefined && !closes(rest, quote)) open = { quote, indent: " ".repeat(before.length + 2) };
      return line;
    }
    const { quote, indent } = open;
    if (closes(line, quote)) open = undefined;
    return line.trim() === "" ? line : `${indent}${line.trimStart()}`;
  });
  return lines.join("\n");
}

function closes(text: string, quote: string): boolean {
  return text.replaceAll(quote === '"' ? /\\./g : /''/g, "").includes(quote);
}
