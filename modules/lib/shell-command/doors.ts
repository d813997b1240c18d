/**
 * Options of common programs that run another program, or write a file, where the program by itself does neither. The list cannot
 * be complete: it is a second line of defence behind rules that name commands narrowly.
 */
import type { ShellWord } from "./simple-command.ts";

const DOORS: Readonly<Record<string, string>> = {
  ack: "--pager --ackrc --output",
  ag: "--pager",
  ar: "--plugin",
  bat: "--pager",
  bun: "--cwd --preload --require --import --config --env-file -r -c",
  cargo: "--config --manifest-path --target-dir --artifact-dir --out-dir --lockfile-path -C -Z",
  ctags: "-o -f --options",
  curl:
    "-o -O -K -T -F -d -c -D -E -Q --output --output-dir --remote-name --remote-name-all --config --upload-file --form " +
    "--form-string --data --data-ascii --data-binary --data-raw --data-urlencode --json --cookie-jar --dump-header --trace " +
    "--trace-ascii --stderr --libcurl --netrc-file --url-query --etag-save --hsts --alt-svc --ssl-sessions --engine --quote " +
    "--variable --unix-socket --abstract-unix-socket",
  date: "-s --set",
  diff3: "--diff-program",
  dmesg: "-C -c --clear --read-clear",
  emacs:
    "--eval -eval --execute --batch -batch -l --load -load -f --funcall -funcall --script -script -x -Q --directory",
  eslint:
    "-c -f -o --config --rulesdir --plugin --parser --resolve-plugins-relative-to --fix --output-file --format --cache-location",
  fd: "-x -X --exec --exec-batch",
  file: "-C --compile",
  journalctl: "--vacuum-size --vacuum-time --vacuum-files --rotate --flush --cursor-file",
  just: "-f -d -c --justfile --working-directory --shell --shell-arg --command --chooser --choose --edit",
  kubectl: "--kubeconfig",
  less: "+ -o -O -k --log-file --LOG-FILE --lesskey-file --lesskey-src",
  lsof: "-D",
  make: "-f -C -I -E --file --makefile --directory --include-dir --eval",
  man: "-P -H -X -C -B --pager --html --gxditview --config-file",
  mypy: "--python-executable --config-file --install-types --cache-dir --junit-xml",
  npm: "-C --script-shell --prefix --dir --node-options --userconfig --globalconfig --pnpmfile --global-pnpmfile --use-node-version --config --logs-dir --cache",
  openssl: "-out -keyout -engine -provider -writerand -config",
  pandoc:
    "-F -L -o -d --filter --lua-filter --output --pdf-engine --defaults --extract-media --template --reference-doc --log",
  prettier: "-w --plugin --config --write --plugin-search-dir --cache-location",
  rg: "-z --pre --hostname-bin --search-zip",
  rsync:
    "-e -M --rsh --rsync-path --remote-option --log-file --daemon --config --server --write-batch --only-write-batch",
  scp: "-o -F -S -J -D",
  sdiff: "-o --output --diff-program",
  sftp: "-o -F -S -J -D -b",
  sort: "-o -T --output --compress-program --temporary-directory --files0-from",
  split: "--filter",
  ss: "-D -K --diag --kill",
  ssh: "-o -F -J -I -E -S -L -R -D -W -w",
  tar:
    "-I -F -T -g --to-command --checkpoint-action --use-compress-program --info-script --new-volume-script --rsh-command " +
    "--rmt-command --index-file --volno-file --files-from --listed-incremental",
  tree: "-o -R --output",
  vim: "-c + --cmd -S -u -s -w -W -l -i",
  wget:
    "-O -o -a -e -P -i --output-document --output-file --append-output --execute --use-askpass --post-data --post-file " +
    "--body-data --body-file --directory-prefix --config --input-file --rejected-log --warc-file --warc-tempdir " +
    "--save-cookies --hsts-file",
  yarn: "--cwd --use-yarnrc --script-shell --modules-folder --prefix",
  yq: "-i -s --inplace --in-place --split-exp --split-exp-file",
  zip: "-T -O -b --unzip-command --test --output-file --temp-path --log-path -lf",
};

/** Other names of the same programs. */
const SAME_AS: Readonly<Record<string, string>> = {
  ...{ batcat: "bat", bsdtar: "tar", fdfind: "fd", gtar: "tar", emacsclient: "emacs", gmake: "make", gsort: "sort" },
  ...{ gawk: "awk", mawk: "awk", nawk: "awk", "original-awk": "awk", more: "less", mariadb: "mysql", pnpm: "npm" },
  ...{ cc: "gcc", "c++": "gcc", clang: "gcc", "clang++": "gcc", "g++": "gcc", tcc: "gcc" },
  ...{ nm: "ar", objdump: "ar", ranlib: "ar", readelf: "ar" },
  ...{ ex: "vim", gvim: "vim", nvim: "vim", rvim: "vim", vi: "vim", view: "vim", vimdiff: "vim" },
  ...{ "vim.basic": "vim", "vim.tiny": "vim" },
};

/** Programs whose words are a program themselves, or a file to write: what in them reaches out. */
const REACHES_OUT: Readonly<Record<string, RegExp>> = {
  awk: /system|getline|[|>@]|^-(?![Fv]|-?$|-(?:version|posix|sandbox|csv|field-separator=|assign=))/,
  cargo: /\.json$/,
  curl: /%output\{|(?:^|=|^-\w+)@/,
  exiftool: /=|^-(?:config|if\d*|o|w|p|tagsfromfile|@|api|userparam|execute)/i,
  gcc: /^@|^--?(?:B|T|wrapper|f(?:pass-)?plugin|fuse-ld|ld-path|load|specs)/,
  gh: /^(?:alias|extensions?|ext|config|--)$/,
  go: /^--?(?:exec|toolexec|vettool|o|C|overlay|modfile|pkgdir|gccgoflags|w|u|(?:\w*\.)?(?:\w+profile|outputdir|trace))(?:=|$)|-ext(?:ld|ar)|[\s='"]-o\b/,
  ip: /^exec$|^-b(?!r)/,
  make: /=/,
  mysql: /\\|\b(?:system|source|pager|tee)\b|^--(?:pager|tee|defaults|plugin|default-auth|init)/i,
  npm: /^--config\./,
  openssl: /^engine$/,
  ps: /^[a-z]*e[a-z]*$|^-\w*E/,
  psql: /\\(?!d)|\bprogram\b|^-\w*[foLv]|^--(?:file|output|log-file|set|variable)/i,
  sqlite3:
    /^\s*\.(?!(?:tables|schema|headers|mode|databases|indexes|dump)\b)|load_extension|writefile|edit\s*\(|^--?(?:cmd|init|A)/im,
  tar: /(?:^|=|^-\w*f)[\w.@-]+:/,
  xmllint: /^--?(?:o|output|shell)$/,
};
/** They write to their second file. */
const WRITES_SECOND = new Set(["uniq", "xxd"]);

/** Why the command may do more than its name says, or nothing. A word that is not literal may be any option. */
export function opensADoor(called: string, argv: readonly ShellWord[]): string | undefined {
  const name = Object.hasOwn(SAME_AS, called) ? (SAME_AS[called] ?? called) : called;
  const doors = Object.hasOwn(DOORS, name) ? (DOORS[name] ?? "").split(" ") : [];
  const pattern = Object.hasOwn(REACHES_OUT, name) ? REACHES_OUT[name] : undefined;
  if (doors.length === 0 && pattern === undefined && !WRITES_SECOND.has(name)) return undefined;
  const words = ownWords(name, argv);
  const door = words.find(
    (word) =>
      !word.isLiteral ||
      spellings(name, word, words).some((text) => isOption(text, doors)) ||
      pattern?.test(word.text) === true,
  );
  const second = WRITES_SECOND.has(name) ? words.filter(({ text }) => !text.startsWith("-"))[1] : undefined;
  const reason = door ?? second;
  return reason === undefined ? undefined : `${name}: ${reason.text} may run a program or write a file`;
}

/** `npm` hands on to the script what stands behind `--`. */
function ownWords(name: string, argv: readonly ShellWord[]): readonly ShellWord[] {
  const end = name === "npm" ? argv.findIndex(({ text }) => text === "--") : -1;
  return argv.slice(1, end < 0 ? undefined : end);
}

/** `npm` takes long options with one dash or three, and `tar` its first short ones without any. */
function spellings(name: string, word: ShellWord, words: readonly ShellWord[]): string[] {
  const { text } = word;
  if (name === "npm") return [text, text.replace(/^-+(?=\w[\w-])/, "--")];
  return name === "tar" && word === words[0] ? [text, `-${text}`] : [text];
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
