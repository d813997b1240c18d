import { scenarioTests } from "../../support/mcp-conformance/scenario-tests.ts";

const test = await scenarioTests("2026-07-28", 32);

test.run();
