/** Versions of the protocol, `major.minor`, newest first. A server speaks all of them. */
export const PROTOCOL_VERSIONS = ["1.0"] as const;

/** The newest version that both sides speak, or nothing. */
export function commonVersion(offered: readonly string[]): string | undefined {
  return PROTOCOL_VERSIONS.find((version) => offered.includes(version));
}
