/** Makes shell lines out of a seed: grammar first, then a few random cuts, so that they look like what bash takes. Test support only. */

/** A number from 0 up to, but not including, 1; the same sequence for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SPLINTERS = [
  ..."'\"`\\$(){}[]<>|&;#!~*?=:,-+@%^\n\t 01ax",
  "$(",
  "`c7`",
  "$((",
  "))",
  ";;",
  "<<E",
  "\nE\n",
  "<<-E",
  "<<<",
  "&&",
  "||",
  "|&",
  ">&",
  "&>",
  ">|",
  "<(",
  ">(",
  "$'",
  '$"',
  "\\\n",
  "#",
  " #",
  "{ ",
  "; }",
  "esac",
  "fi",
  "done",
  " c8 ",
  "; c9",
  "\nc9",
  "case",
  "in",
  "function ",
  "time ",
  "! ",
  "coproc ",
  "${",
  "[[ ",
  " ]]",
  "x=",
  "x+=",
  "x[0]=",
];

export function randomLine(random: () => number): string {
  let line = list(random, 3);
  const cuts = random() < 0.5 ? 0 : Math.ceil(random() * 3);
  for (let cut = 0; cut < cuts; cut += 1) line = mutate(line, random);
  return line;
}

function mutate(line: string, random: () => number): string {
  const at = Math.floor(random() * (line.length + 1));
  const removed = random() < 0.3 ? Math.ceil(random() * 2) : 0;
  const added = random() < 0.8 ? pick(random, SPLINTERS) : "";
  return line.slice(0, at) + added + line.slice(at + removed);
}

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

type Make = (random: () => number, depth: number) => string;

function list(random: () => number, depth: number): string {
  const count = 1 + Math.floor(random() * 2.2);
  let text = node(random, depth);
  for (let index = 1; index < count; index += 1) {
    text +=
      pick(random, ["; ", " && ", " || ", " | ", "\n", " |& ", " & ", ";", "\\\n; ", " # x\n"]) + node(random, depth);
  }
  return text;
}

function node(random: () => number, depth: number): string {
  if (depth <= 0 || random() < 0.55) return simple(random, depth);
  return pick(random, COMPOUNDS)(random, depth - 1) + (random() < 0.2 ? redirection(random, depth - 1) : "");
}

const COMPOUNDS: readonly Make[] = [
  (random, depth) => `( ${list(random, depth)} )`,
  (random, depth) => `{ ${list(random, depth)}; }`,
  (random, depth) => `if ${list(random, depth)}; then ${list(random, depth)}; else ${list(random, depth)}; fi`,
  (random, depth) => `while c0; do ${list(random, depth)}; done`,
  (random, depth) => `until ${simple(random, depth)}; do ${list(random, depth)}; break; done`,
  (random, depth) => `for x in ${word(random, depth)} ${word(random, depth)}; do ${list(random, depth)}; done`,
  (random, depth) =>
    `case ${word(random, depth)} in ${word(random, depth)}|a) ${list(random, depth)};; (*) ${list(random, depth)} ${pick(random, [";;", ";&", ";;&"])} esac`,
  (random, depth) => `f${Math.floor(random() * 2)}() { ${list(random, depth)}; }; f0; f1`,
  (random, depth) => `function f1 { ${list(random, depth)}; }; f1 ${word(random, depth)}`,
  (random, depth) =>
    `[[ ${word(random, depth)} ${pick(random, ["==", "=~", "!=", "<"])} ${word(random, depth)} ]] && ${simple(random, depth)}`,
  (random, depth) => `eval ${word(random, depth)} '${pick(random, ["c3", "c3 'a'", "c3; c4 b"])}'`,
  (random, depth) =>
    `cat <<${pick(random, ["E", "'E'", "\\E", '"E"'])}\na ${word(random, depth)}\nE\n${simple(random, depth)}`,
  (random, depth) => `c5 <<-E; ${simple(random, depth)}\n\tb ${word(random, depth)}\n\tE\n`,
  (random, depth) => `! ${simple(random, depth)}`,
  (random, depth) => `time ${simple(random, depth)}`,
];

function simple(random: () => number, depth: number): string {
  const name =
    random() < 0.9
      ? `c${1 + Math.floor(random() * 6)}`
      : pick(random, ['"c1"', "c\\2", "'c3'", "c''4", "$'c5'", "command c1", "exec c2", "x=c1 c2"]);
  let text = (random() < 0.1 ? `x=${word(random, depth)} ` : "") + name;
  const count = Math.floor(random() * 3);
  for (let index = 0; index < count; index += 1) text += ` ${word(random, depth)}`;
  return text + (random() < 0.15 ? redirection(random, depth) : "");
}

function redirection(random: () => number, depth: number): string {
  return pick<Make>(random, [
    () => " >a",
    () => " 2>&1",
    () => " &>b",
    () => " 2>>a",
    (next, level) => ` <<<${word(next, level)}`,
    (next, level) => (level <= 0 ? " <a" : ` < <(${list(next, level - 1)})`),
    (next, level) => (level <= 0 ? " >|a" : ` > >(${list(next, level - 1)})`),
  ])(random, depth);
}

function word(random: () => number, depth: number): string {
  if (depth <= 0 || random() < 0.5) return pick(random, PLAIN_WORDS);
  return pick(random, NESTED_WORDS)(random, depth - 1);
}

const PLAIN_WORDS = [
  "a",
  "b c",
  "'a;c9'",
  '"a|c9"',
  "a\\;c9",
  "a\\ b",
  "''",
  "$'a\\'c9'",
  "$x",
  '"$x"',
  "a#b",
  "#c9",
  "{a,b}",
  "a=b",
  "~",
  "*",
  "[a]",
  "'\"'",
  '"\'"',
  "-l",
  "$'\\x41'",
  "\\$x",
  "'$(c9)'",
  '"\\$(c9)"',
  "\\`c9\\`",
  "$((1+1))",
  "${x}",
  "${#x}",
  "$$",
  "$?",
  "a\\\nb",
  "!",
  "{",
  "}",
  "in",
  "%",
  "a:b",
  "$'a\\nb'",
];

const NESTED_WORDS: readonly Make[] = [
  (random, depth) => `$(${list(random, depth)})`,
  (random, depth) => `"$(${list(random, depth)})"`,
  (random) => `\`${simple(random, 0).replaceAll("`", "")}\``,
  (random) => `"a \`${simple(random, 0).replaceAll("`", "")}\`"`,
  (random, depth) => `\${x:-${word(random, depth)}}`,
  (random, depth) => `"\${x:-${word(random, depth)}}"`,
  (random, depth) => `\${x/a/${word(random, depth)}}`,
  (random, depth) => `\${x#${word(random, depth)}}`,
  (random, depth) => `<(${list(random, depth)})`,
  (random, depth) => `$((1 + $(${simple(random, depth)})))`,
  (random, depth) => `$( (${list(random, depth)}) )`,
  (random, depth) => `$((${list(random, depth)}))`,
  (random, depth) => `"$(cat <<E\n${word(random, depth)}\nE\n)"`,
  (random, depth) => `$(case a in a) ${simple(random, depth)};; esac)`,
  (random, depth) => `$(# ' comment\n${simple(random, depth)})`,
  (random, depth) => `{a,${word(random, depth)}}`,
  (random, depth) => `\${x:+"${word(random, depth)}"}`,
  (random, depth) => `\${ ${simple(random, depth)}; }`,
  (random, depth) => `$[1+$(${simple(random, depth)})]`,
];
