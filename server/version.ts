/** The server's name and version, as `initialize` and `--version` tell them. */
export const SERVER_NAME = "ampd";
export const SERVER_VERSION = "0.1.0";
