/** An array as PostgreSQL reads one from a text. */

/**
 * The library could make it, but asks every new connection for the types of arrays before it does, in a question that nobody waits for:
 * a connection that breaks just then would be an error that nobody catches.
 */
export function arrayLiteral(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);
  return `{${quoted.join(",")}}`;
}
