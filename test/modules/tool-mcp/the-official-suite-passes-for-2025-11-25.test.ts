import { scenarioTests } from "../../support/mcp-conformance/scenario-tests.ts";

const test = await scenarioTests("2025-11-25", 18);

test.run();
