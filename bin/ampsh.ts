#!/usr/bin/env node
/** ampsh: asks ampd from a shell. Arguments in, exit code out; this is the only place that ends the process. */
import { runAmpsh } from "../clients/shell/run-ampsh.ts";
import { completionScripts } from "../server/cli/completion-script.ts";

process.exit(await runAmpsh(process.argv.slice(2), completionScripts("ampsh")));
