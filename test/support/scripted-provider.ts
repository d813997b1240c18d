/** The provider that replays a script: the checks of modules have it, and the tests use the same. */
export {
  type Script,
  type ScriptedAnswer,
  ScriptedProvider,
} from "../../server/validate/scripted-provider.ts";
