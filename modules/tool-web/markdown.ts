/** HTML as Markdown. The converter is loaded at first use; a page that would hold it up for long is refused before. */
import { Refusal } from "../lib/web-exchange/index.ts";

/** HTML beyond this is cut before it is converted, because converting holds up everything else. Characters. */
export const MAX_HTML_CHARS = 1_000_000;
/** The converter takes time with the square of the elements that are open at once. */
const MAX_OPEN_ELEMENTS = 500;
/** They have no end, or may go without one. */
const NEVER_OPEN = new Set(
  "area base br col dd dt embed hr img input li link meta option p source tbody td tfoot th thead tr track wbr".split(
    " ",
  ),
);
const LEFT_OUT = ["script", "style", "noscript", "iframe", "template", "object", "title"];

/** @throws Refusal `unsupported-type` */
export async function toMarkdown(html: string): Promise<string> {
  const text = html.slice(0, MAX_HTML_CHARS);
  if (isNestedWithoutEnd(text)) {
    throw new Refusal("unsupported-type", "The page is nested too deeply to be converted; ask for it with raw.");
  }
  const { default: TurndownService } = await import("turndown");
  const converter = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced", bulletListMarker: "-" });
  converter.remove((node) => LEFT_OUT.includes(node.nodeName.toLowerCase()));
  converter.addRule("pictures within the page itself", {
    filter: (node) => node.nodeName === "IMG" && (node.getAttribute("src") ?? "").startsWith("data:"),
    replacement: (_, node) => ("getAttribute" in node ? (node.getAttribute("alt") ?? "") : ""),
  });
  return converter.turndown(text).trim();
}

function isNestedWithoutEnd(html: string): boolean {
  let open = 0;
  for (const [, slash, name = ""] of html.matchAll(/<(\/?)([a-z][a-z0-9-]{0,30})/gi)) {
    if (NEVER_OPEN.has(name.toLowerCase())) continue;
    open = slash === "/" ? Math.max(0, open - 1) : open + 1;
    if (open > MAX_OPEN_ELEMENTS) return true;
  }
  return false;
}
