/** The Lisp of the client's README is evaluated as it stands there, and its tables name what there is. */
import { join } from "node:path";
import { equal, is, match } from "uvu/assert";
import { blocks, page } from "../../support/docs.ts";
import { suite } from "../../support/suite.ts";
import { CLIENT, EMACS, emacsBatch } from "./run-emacs.ts";

const test = suite("the README of the Emacs client");
const readme = page("clients/emacs/README.md");
const [install = "", approval = ""] = blocks(readme, "elisp");

test.needing(EMACS, "its examples are evaluated and do what they say", async () => {
  const code = `(progn ${install.replace(/"~[^"]*"/, JSON.stringify(CLIENT))} ${approval}
    (princ (list (key-binding (kbd "C-c a"))
                 (run-hook-with-args-until-success 'ampd-approval-functions
                   '(:detail (:command "make test"))))))`;
  const { code: exit, output } = await emacsBatch(["--eval", code]);
  is(exit, 0, output);
  match(output, "(ampd-menu allow_once)");
});

test.needing(EMACS, "every command, option and hook that it names is there", async () => {
  const suffixes = [...readme.matchAll(/`(ampd-\w+)-\w+`((?:, `-\w+`)+)/g)].flatMap(([, stem, rest = ""]) =>
    [...rest.matchAll(/`(-\w+)`/g)].map(([, suffix]) => `${stem}${suffix}`),
  );
  const names = [...new Set([...[...readme.matchAll(/`(ampd-[a-z-]+)`/g)].map(([, name = ""]) => name), ...suffixes])];
  const quoted = names.map((name) => JSON.stringify(name)).join(" ");
  const code = `(princ (seq-remove (lambda (name) (let ((s (intern-soft name))) (and s (or (fboundp s) (boundp s)))))
    '(${quoted})))`;
  const load = ["ampd", "ampd-open", "ampd-menu"].flatMap((name) => ["-l", join(CLIENT, `${name}.el`)]);
  const { output } = await emacsBatch([...load, "--eval", code]);
  equal(output.trim(), "nil");
});

test.run();
