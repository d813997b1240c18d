/** What can stand at the end of a command line, read off the parser itself. It knows words only: names of files are left to the shell. */
import type { Argv } from "yargs";

/** What yargs knows of a command; its types leave it out. */
interface Parser {
  getOptions(): {
    readonly key: Readonly<Record<string, unknown>>;
    readonly choices: Readonly<Record<string, readonly string[]>>;
    readonly string: readonly string[];
    readonly number: readonly string[];
  };
  getInternalMethods(): { getCommandInstance(): { getCommandHandlers(): Readonly<Record<string, Handler>> } };
}

interface Handler {
  builder(parser: Argv): unknown;
  readonly demanded: readonly Positional[];
  readonly optional: readonly Positional[];
}

interface Positional {
  readonly cmd: readonly string[];
}

/** What may follow a command. */
interface Place {
  readonly commands: Readonly<Record<string, Handler>>;
  readonly options: ReturnType<Parser["getOptions"]>;
  readonly positionals: readonly string[];
}

/**
 * @param words the command line, from the name of the program to the word that is being typed
 * @param fresh makes a parser that knows nothing
 */
export function completionsFor(words: readonly string[], parser: Argv, fresh: () => Argv): string[] {
  // bash cuts `--store=files` into three words.
  const typed = words.slice(1).filter((word) => word !== "=");
  const isAtValue = words.at(-1) === "=";
  const current = isAtValue ? "" : (typed.at(-1) ?? "");
  const before = isAtValue ? typed : typed.slice(0, -1);
  const places = placesAfter(before, parser, fresh);
  return candidates(current, before.at(-1), places).filter((word) => word.startsWith(current));
}

/** Where the words lead; at the start, the default command's place as well. */
function placesAfter(words: readonly string[], parser: Argv, fresh: () => Argv): readonly Place[] {
  const root = placeOf(parser);
  let places = [root, ...below("$0", root, fresh)];
  for (const [index, word] of words.entries()) {
    if (word.startsWith("-") || takesValue(words[index - 1], places)) continue;
    const [inner] = places.flatMap((place) => below(word, place, fresh));
    if (inner !== undefined) places = [inner];
  }
  return places;
}

function below(word: string, { commands }: Place, fresh: () => Argv): Place[] {
  const handler = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (handler === undefined) return [];
  const parser = fresh();
  handler.builder(parser);
  return [placeOf(parser, handler)];
}

function placeOf(argv: Argv, handler?: Handler): Place {
  const parser = argv as unknown as Parser;
  return {
    commands: parser.getInternalMethods().getCommandInstance().getCommandHandlers(),
    options: parser.getOptions(),
    positionals: [...(handler?.demanded ?? []), ...(handler?.optional ?? [])].flatMap(({ cmd }) => cmd),
  };
}

function candidates(current: string, last: string | undefined, places: readonly Place[]): readonly string[] {
  // zsh and fish leave it in one word.
  const inWord = /^(--[a-z][a-z-]*)=/.exec(current)?.[1];
  if (inWord !== undefined) return choicesOf(nameOf(inWord), places).map((value) => `${inWord}=${value}`);
  if (takesValue(last, places)) return choicesOf(nameOf(last), places);
  if (current.startsWith("-")) return [...new Set([...places.flatMap(optionsOf), "help"])].map((name) => `--${name}`);
  const commands = places.flatMap((place) => Object.keys(place.commands)).filter((name) => name !== "$0");
  return [...commands, ...places.flatMap((place) => choicesOf(place.positionals[0], [place]))];
}

function optionsOf({ options, positionals }: Place): string[] {
  return Object.keys(options.key).filter((name) => /^[a-z][a-z-]+$/.test(name) && !positionals.includes(name));
}

function takesValue(word: string | undefined, places: readonly Place[]): boolean {
  const name = nameOf(word);
  if (name === undefined) return false;
  return places.some(
    ({ options: { string, number, choices } }) =>
      string.includes(name) || number.includes(name) || Object.hasOwn(choices, name),
  );
}

function choicesOf(name: string | undefined, places: readonly Place[]): readonly string[] {
  return places.flatMap(({ options }) => (name === undefined ? [] : (options.choices[name] ?? [])));
}

function nameOf(word: string | undefined): string | undefined {
  return word === undefined ? undefined : /^--([a-z][a-z-]*)$/.exec(word)?.[1];
}
