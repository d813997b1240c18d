/** What a provider of a session is called by whoever asks for it. It does not choose one. */
import type { Provider } from "../../kernel/index.ts";

/**
 * The name that a provider is mounted under: its entry's id, or its module's name without `provider-`. With it the module's name will
 * do, too, because that is how a plan and `mounted` have it. What nobody is called stays as it is.
 */
export function providerName(mounted: ReadonlyMap<string, Provider>, wanted: string): string {
  if (mounted.has(wanted)) return wanted;
  return [...mounted.keys()].find((name) => `provider-${name}` === wanted) ?? wanted;
}
