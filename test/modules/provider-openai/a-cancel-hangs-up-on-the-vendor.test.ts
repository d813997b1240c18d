import { suite } from "../../support/suite.ts";
import { testCancelHangsUp } from "../provider-scene.ts";
import { withOpenAi } from "./fixture.ts";

const test = suite("A cancelled request to OpenAI");

testCancelHangsUp(test, withOpenAi);

test.run();
