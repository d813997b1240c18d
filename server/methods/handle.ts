/** From a message of the protocol to a handler: decodes the params, or says what does not fit. */
import type * as z from "zod";
import { didYouMean, type Problem } from "../../kernel/index.ts";
import type { ReadParamsOf, RequestType, ResultOf } from "../../protocol/index.ts";
import type { MethodHandler, RpcCall } from "../rpc/contracts.ts";
import { RequestError } from "../session/request-error.ts";

/** Zod's message for a value that fits none of several shapes. */
const UNION_SAYS_NOTHING = "Invalid input";

export type Methods = Readonly<Record<string, MethodHandler>>;

/** @throws RequestError `invalid-params` with every problem */
export function decodeParams<Type extends RequestType>(type: Type, params: unknown): ReadParamsOf<Type> {
  const schema = type.params();
  const parsed = schema.safeParse(withoutNulls(params));
  if (parsed.success) return parsed.data as ReadParamsOf<Type>;
  const problems = problemsOf(parsed.error, schema);
  const lines = problems.map((problem) =>
    problem.path === "" ? problem.message : `${problem.path}: ${problem.message}`,
  );
  throw new RequestError("invalid-params", `${type.method}: ${lines.join("; ")}`, { problems });
}

/** One entry of a method table. */
export function handle<Type extends RequestType>(
  type: Type,
  run: (params: ReadParamsOf<Type>, call: RpcCall) => Promise<ResultOf<Type>>,
): Methods {
  return { [type.method]: async (params, call) => run(decodeParams(type, params), call) };
}

/** Some languages write null for what is left out. */
function withoutNulls(params: unknown): unknown {
  if (typeof params !== "object" || params === null || Array.isArray(params)) return params;
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
}

function problemsOf(error: z.ZodError, schema: z.ZodType): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join(".");
    if (issue.code === "invalid_union") return [{ path, message: anyOf(issue) }];
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    const known = issue.path.length === 0 ? keysOf(schema) : [];
    return issue.keys.map((key) => ({
      path: path === "" ? key : `${path}.${key}`,
      message: `unknown parameter${didYouMean(key, known)}`,
    }));
  });
}

/** What each of the shapes would have wanted, unless the schema has a message of its own. */
function anyOf({ message, errors }: z.core.$ZodIssueInvalidUnion): string {
  if (message !== UNION_SAYS_NOTHING) return message;
  const wishes = errors.flat().map((issue) => [...issue.path.map(String), issue.message].join(": "));
  return [...new Set(wishes)].join(", or ") || message;
}

function keysOf(schema: z.ZodType): string[] {
  const { shape } = schema as { shape?: object };
  return Object.keys(shape ?? {});
}
