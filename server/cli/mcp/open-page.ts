/** Opens a page in the user's browser, where there is a desktop to open one on. */
import { spawn } from "node:child_process";
import { childEnvironment, findProgram } from "../../../modules/lib/child-process/index.ts";

/** What leads a program to the desktop and to the user's choice of a browser. */
const DESKTOP = [
  "BROWSER",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XAUTHORITY",
  "XDG_RUNTIME_DIR",
  "XDG_CURRENT_DESKTOP",
  "DBUS_SESSION_BUS_ADDRESS",
];
const TIMEOUT_MS = 5000;

/** Whether it could be opened. The browser is the user's and outlives this process. */
export async function openPage(page: URL, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const file = openerOf(environment);
  if (file === undefined) return false;
  const env = childEnvironment({ cwd: "/", allow: DESKTOP }, environment);
  const child = spawn(file, [page.href], { cwd: "/", env, detached: true, stdio: "ignore" });
  child.unref();
  return new Promise((resolve) => {
    // An opener that is still at work has found something to do.
    const limit = setTimeout(resolve, TIMEOUT_MS, true);
    const end = (isOpened: boolean): void => {
      clearTimeout(limit);
      resolve(isOpened);
    };
    child.once("error", () => end(false)).once("exit", (code) => end(code === 0));
  });
}

function openerOf({ PATH, BROWSER, DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv): string | undefined {
  if (process.platform === "darwin") return findProgram("open", PATH);
  if (!BROWSER && !DISPLAY && !WAYLAND_DISPLAY) return undefined;
  return findProgram("xdg-open", PATH);
}
