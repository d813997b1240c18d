#!/usr/bin/env node
/** ampd: an agent kernel as a server over stdio. Arguments in, exit code out; this is the only place that ends the process. */
import { runAmpd } from "../server/cli/run-ampd.ts";

process.exit(await runAmpd(process.argv.slice(2)));
