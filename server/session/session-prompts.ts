/** The prompts that a session's modules offer on the channel `session.prompts`: finds them by name, and makes one prompt of several messages. */
import { type ContentBlock, type Coordinator, didYouMean, messageOf } from "../../kernel/index.ts";
import { RequestError } from "./request-error.ts";

/** What a module contributes: a list of these. What `get` and `complete` reject with is told to the client. */
export interface SessionPrompt {
  /** Unique in the session; of two with one name the first is there. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments: readonly PromptArgument[];
  readonly source: string;
  get(values: PromptValues, signal: AbortSignal): Promise<FilledPrompt>;
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
}

export interface PromptArgument {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly required: boolean;
}

export type PromptValues = Readonly<Record<string, string>>;

export interface FilledPrompt {
  readonly description?: string;
  readonly messages: readonly { readonly role: "user" | "assistant"; readonly content: readonly ContentBlock[] }[];
}

export interface CompletionRequest {
  readonly argument: { readonly name: string; readonly value: string };
  readonly arguments: PromptValues;
}

export interface Completion {
  readonly values: readonly string[];
  readonly hasMore: boolean;
}

export async function promptsOf(coordinator: Coordinator): Promise<readonly SessionPrompt[]> {
  const offered = (await coordinator.collectContributions("session.prompts")).flat() as SessionPrompt[];
  // A process can only contribute data, and what cannot be asked for its text is no prompt.
  const usable = offered.filter(({ get }) => typeof get === "function");
  return [...new Map(usable.toReversed().map((prompt) => [prompt.name, prompt])).values()].toReversed();
}

/** @throws RequestError `prompt-not-found` */
export async function findPrompt(coordinator: Coordinator, name: string): Promise<SessionPrompt> {
  const prompts = await promptsOf(coordinator);
  const found = prompts.find((prompt) => prompt.name === name);
  if (found !== undefined) return found;
  const names = prompts.map((prompt) => prompt.name);
  throw new RequestError("prompt-not-found", `There is no prompt "${name}"${didYouMean(name, names) || "."}`, {
    prompts: names,
  });
}

/** @throws RequestError `invalid-params`, `prompt-failed` */
export async function fillIn(prompt: SessionPrompt, values: PromptValues, signal: AbortSignal): Promise<FilledPrompt> {
  const known = prompt.arguments.map(({ name }) => name);
  const missing = prompt.arguments.filter(({ name, required }) => required && values[name] === undefined);
  const problems = [
    ...missing.map(({ name }) => ({ path: `arguments.${name}`, message: "it is missing" })),
    ...Object.keys(values)
      .filter((name) => !known.includes(name))
      .map((name) => ({ path: `arguments.${name}`, message: `unknown argument${didYouMean(name, known)}` })),
  ];
  if (problems.length === 0) return told(prompt.name, prompt.get(values, signal));
  const lines = problems.map(({ path, message }) => `${path}: ${message}`);
  throw new RequestError("invalid-params", `prompt/get: ${lines.join("; ")}`, { problems });
}

/** @throws RequestError `prompt-failed` */
export function complete(prompt: SessionPrompt, request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
  return told(prompt.name, prompt.complete(request, signal));
}

/** As `session/execute` takes it. */
export function asOnePrompt({ messages }: FilledPrompt): ContentBlock[] {
  return messages.flatMap(({ role, content }) => {
    const blocks = content.filter(({ type }) => type === "text" || type === "image");
    return role === "user" ? blocks : [{ type: "text" as const, text: "[The assistant says:]\n" }, ...blocks];
  });
}

async function told<Value>(name: string, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw new RequestError("prompt-failed", `The prompt ${name} cannot be had: ${messageOf(error)}`);
  }
}
