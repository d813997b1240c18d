/** Files of lines that only grow, and rotate when they have grown enough; for their owner only. */
export { LogFile } from "./log-file.ts";
