/** ampsh's version, as it tells it to people and to ampd. */
export const SHELL_VERSION = "0.1.0";
