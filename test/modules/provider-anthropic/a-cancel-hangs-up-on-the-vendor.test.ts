import { suite } from "../../support/suite.ts";
import { testCancelHangsUp } from "../provider-scene.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("A cancelled request to Anthropic");

testCancelHangsUp(test, withAnthropic);

test.run();
