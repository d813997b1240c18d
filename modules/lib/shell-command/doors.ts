/**
 * Options of common programs that run another program, or write a file, where the program by itself does neither. The list cannot
 * be complete: it is a second line of defence behind rules that name commands narrowly.
 */
import type { ShellWord } from "./simple-command.ts";

const DOORS: Readonly<Record<string, string>> = {
  curl: "-o -O -K -T -F -d -c -D --output --output-dir --remote-name --remote-name-all --config --upload-file --form --data --data-binary --data-raw --data-urlencode --json --cookie-jar --dump-header --trace --trace-ascii --stderr --libcurl --netrc-file --url-query",
  date: "-s --set",
  emacs:
    "--eval -eval --execute --batch -batch -l --load -load -f --funcall -funcall --script -script -x -Q --directory",
  go: "-exec -toolexec -vettool -o",
  less: "+ -o -O -k --log-file --LOG-FILE --lesskey-file --lesskey-src",
  make: "-f -C -I --file --makefile --directory --include-dir --eval",
  man: "-P -H -X -C --pager --html --gxditview --config-file",
  npm: "--script-shell --prefix --node-options --userconfig --globalconfig",
  rg: "-z --pre --hostname-bin --search-zip",
  rsync: "-e -M --rsh --rsync-path --remote-option --log-file",
  scp: "-o -F -S -J",
  sort: "-o -T --output --compress-program --temporary-directory --files0-from",
  ssh: "-o -F -J",
  tar: "-I -F --to-command --checkpoint-action --use-compress-program --info-script --new-volume-script --rsh-command --rmt-command --index-file --volno-file",
  tree: "-o --output",
  vim: "-c + --cmd -S -u -s -w -W -l -i",
  wget: "-O -o -e -P -i --output-document --output-file --execute --use-askpass --post-data --post-file --directory-prefix --config",
  zip: "-T --unzip-command",
};

/** Other names of the same programs. */
const SAME_AS: Readonly<Record<string, string>> = {
  ...{
    bsdtar: "tar",
    gtar: "tar",
    emacsclient: "emacs",
    gmake: "make",
    gsed: "sed",
    gsort: "sort",
    mawk: "awk",
    nawk: "awk",
  },
  ...{ ex: "vim", gvim: "vim", nvim: "vim", rvim: "vim", vi: "vim", view: "vim", vimdiff: "vim" },
};

/** Programs whose words are a program themselves, or a file to write: what in them reaches out. */
const REACHES_OUT: Readonly<Record<string, RegExp>> = {
  awk: /system|getline|[|>@]|^-(?:f|i|l|E)|^--(?:f|inc|l|ex)/,
  gawk: /system|getline|[|>@]|^-(?:f|i|l|E)|^--(?:f|inc|l|ex)/,
  make: /=/,
  sed: /^-[a-zE]*[ifs]|^--(?:i|f)|(?:^|[;{}\n\d$/!])\s*[wWeRr](?:\s|$)|[^\w\s][a-z\d]*[we][a-z\d]*(?:\s|;|\}|$)/,
  uniq: /^[^-]/,
};

/** Why the command may do more than its name says, or nothing. A word that is not literal may be any option. */
export function opensADoor(called: string, argv: readonly ShellWord[]): string | undefined {
  const name = Object.hasOwn(SAME_AS, called) ? (SAME_AS[called] ?? called) : called;
  const doors = Object.hasOwn(DOORS, name) ? (DOORS[name] ?? "").split(" ") : [];
  const pattern = Object.hasOwn(REACHES_OUT, name) ? REACHES_OUT[name] : undefined;
  if (doors.length === 0 && pattern === undefined) return undefined;
  const door = argv
    .slice(1)
    .find((word) => !word.isLiteral || isOption(word.text, doors) || pattern?.test(word.text) === true);
  if (name === "sed" && door === undefined) return doorInScript(argv);
  return door === undefined ? undefined : `${name}: ${door.text} may run a program or write a file`;
}

/** The script of `sed` needs no blank behind a command that runs or writes; the files behind the script may be called anything. */
function doorInScript(argv: readonly ShellWord[]): string | undefined {
  const words = argv.slice(1).map(({ text }) => text);
  const scripts = words.flatMap((text) => /^(?:-e|--e\w*=)(.+)$/s.exec(text)?.[1] ?? []);
  const first = words.find((text) => !text.startsWith("-"));
  const door = [...scripts, ...(first === undefined ? [] : [first])].find((text) =>
    /(?:^|[;{}\n])\s*(?:\d+|\$)?\s*!?\s*[wWeRr]/.test(text),
  );
  return door === undefined ? undefined : `sed: ${door} may run a program, or read or write a file`;
}

/** Long options may be shortened; short ones may be joined with others before them, and with their value. */
export function isOption(word: string, doors: readonly string[]): boolean {
  const [long = ""] = word.split("=");
  return doors.some((door) => {
    if (door.startsWith("--")) return long.length > 2 && long.startsWith("--") && door.startsWith(long);
    if (door.length > 2 || door === "+") return word.startsWith(door) || word.startsWith(`-${door}`);
    return /^-[A-Za-z0-9]/.test(word) && word.includes(door.slice(1));
  });
}
