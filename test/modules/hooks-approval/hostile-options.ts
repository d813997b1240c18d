/**
 * Options and small languages of single programs by which a line that looks innocent runs another program, or writes a file. None of it
 * may run without a question, even where a rule allows the program with any words. Data only.
 */

import type { Category } from "./hostile-lines.ts";

/** A row a line; blanks around it do not count. */
function rows(text: string): string[] {
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

const SED = [
  ...rows(String.raw`
    sed 's/a/rm x/Ie' f
    sed 's/[/]/p;s/e;/g/p' f
    sed 's/a/rm x/Me' f
    sed 'sxaxrm yxe' f
    sed 's1a1rm y1e' f
    sed 's a rm e' f
    sed 's a rm y e' f
    sed '/x/erm y' f
    sed '/x/Ie rm y' f
    sed '/x/Ierm y' f
    sed '/x/,/y/erm z' f
    sed '1,5erm x' f
    sed '1~2erm x' f
    sed '1,+3erm x' f
    sed '1,~3erm x' f
    sed '$!erm x' f
    sed '1,5w/etc/x' f
    sed '1,5 w/etc/x' f
    sed '/x/w/etc/x' f
    sed '/x/ w/etc/x' f
    sed '\,x,w/etc/x' f
    sed '\%x%erm' f
    sed -e p -e 'erm x' f
    sed -e p -ew/etc/x f
    sed -ne'erm x' f
    sed -n -l 5 'erm x' f
    sed -l5 'erm x' f
    sed --line-length 5 'erm x' f
    sed -Ee 'erm x' f
    sed -nEe'w/etc/x' f
    sed 'y/a/b/;erm x' f
    sed 'y/a/b/erm x' f
    sed ':a;erm x' f
    sed 'b;erm x' f
    sed '0~4erm x' f
    sed '/a/!erm x' f
    sed '/a/!w/etc/x' f
    sed '/[/]e/erm x' f
    sed 's/a/b/;erm x' f
    sed 's/a/b/2e' f
    sed 's/a/b/ge' f
    sed 's/a/b/pge' f
    sed 's/a/b/gIe' f
    sed 's/a/b/Iw/etc/x' f
    sed 's/a/b/w/etc/x' f
    sed 's/a/b/gw/etc/x' f
    sed 's|a|b|w/etc/x' f
    sed 's/a/b/e #x' f
    sed 's/a/b/e#x' f
    sed 's/a/b/e}' f
    sed 'n;erm x' f
    sed 'N;N;W/etc/x' f
    sed -n '$W/etc/x' f
    sed '$r/etc/passwd' f
    sed '/x/r/etc/passwd' f
    sed '/x/R/etc/passwd' f
    sed --in-place=.bak p f
    sed -n --in-pl p f
    sed -ibak p f
    sed -Ei p f
    sed -zi p f
    sed -ui p f
    sed --debug -i p f
    sed --null-data 'erm x' f
    sed -s 'erm x' f
    sed -f/tmp/x f
    sed -nf x f
    sed --fil=x f
    sed --expr 'erm x' f
    sed --expression 'erm x' --expression p f
    sed -e 'p' --expression='erm x' f
    sed -e 'p' --expr='erm x' f
    sed --posix 'erm x' f
    sed 'erm' f
    sed '=;erm x'
    sed 'z;erm x'
    sed 'l 5;erm x'
    sed 'q5;erm x'
    sed 'Q;erm x'
    sed 'F;erm x'
    sed 'v 4.2;erm x'
    sed 'tx;erm x;:x'
    sed '{p};erm x'
    sed '{p}erm x'
    sed '{{p};e'
    sed 'e'
    sed '1e'
    sed 1e f
    sed \$e f
    sed '/a/e;p'
    sed 's/a/date/e'
    sed 's/a/date/E' f
    sed -E 's/(a)/date/e' f
    sed -n 's/.*/&/ep' f
    sed -n 's/.*/&/epw f' f
  `),
  "sed -n '/a/{p;erm x\n}' f",
  "sed -n '/a/{erm x\n}' f",
  "sed ':a\nerm x' f",
  "sed 'a foo\nerm x' f",
  "sed 'a\\\nfoo\nerm x' f",
  "sed 'p\nerm x' f",
  "sed 'p\t;erm x' f",
  "sed 'p;\term x' f",
  "sed '1!{erm x\n}' f",
  "sed 's/a/b/\nerm x' f",
  "sed '# foo\nerm x'",
  "sed '#n\nerm x'",
  "sed 'i foo\\\nbar\nerm x'",
];

const AWK = [
  ...rows(`
    awk 'BEGIN{system("rm x")}'
    awk -v x=1 'BEGIN { system("x") }'
    awk -W exec=/tmp/x f
    awk -W exec /tmp/x f
    awk -Wexec=/tmp/x
    awk -We /tmp/x
    awk -bf /tmp/x f
    awk -nf /tmp/x f
    awk -Pf /tmp/x f
    awk -Sf/tmp/x
    awk -sf /tmp/x
    awk -o/etc/x 1 f
    awk --pretty-print=/etc/x 1 f
    awk --pretty=/etc/x 1 f
    awk -p/etc/x 1 f
    awk --profile=/etc/x 1 f
    awk -d/etc/x 1 f
    awk --dump-variables=/etc/x 1 f
    awk --dump=/etc/x 1 f
    awk -D 1 f
    awk --debug=x 1 f
    awk -bi inplace 1 f
    awk -i inplace 1 f
    awk --include=inplace 1 f
    awk --inc inplace 1 f
    awk -l filefuncs 1 f
    awk -bl filefuncs 1 f
    awk --load=x 1 f
    awk --exec x
    awk --source 'BEGIN{system("x")}'
    awk -e 'BEGIN{system("x")}'
    awk -E/tmp/x
    awk -bE /tmp/x
    awk 'BEGIN{f="sys" "tem"; @f("x")}'
    awk '{print >"f"}' x
    awk '{print |& "rm"}' x
    awk 'BEGIN { "rm" |getline }'
    awk -W source='BEGIN{}' f
    awk -Wi/tmp/x f
    awk -W include=/tmp/x f
    awk -W load=/tmp/x f
    awk -t 1 -o f
    awk -to/etc/x 1 f
    awk -Fx -o/etc/x 1
    awk -F: -f /tmp/x
    awk -F : -f /tmp/x
    awk -vFOO=1 -f/tmp/x
    awk --fi /tmp/x
    awk -safe -f x
  `),
];

const GIT = [
  ...rows(`
    git clone --branch -- --upload-pack='rm x' a b
    git clone -b -- --upload-pack=x a b
    git log --author -- --output=/etc/x
    git fetch -o -- --upload-pack=x o
    git push -o -- --receive-pack=x o
    git grep -e -- -Orm x
    git grep -nOrm x
    git grep -nO x
    git grep -lOrm x
    git clone -qu'rm x' a b
    git clone -nqc core.hooksPath=/tmp a b
    git archive -vo /etc/x HEAD
    git format-patch -so /etc HEAD
    git format-patch -no/etc HEAD
    git remote-ext x 'rm x'
    git remote-fd x 7
    git fetch-pack --exec=x a
    git fetch-pack --upload-pack=x a
    git fetch-pack ext::x
    git send-pack --receive-pack=x a
    git merge-index rm -a
    git merge-index -o -q rm -a
    git for-each-repo --config=x log
    git for-each-repo --keep-going --conf=x log
    git credential fill
    git credential-store --file=/etc/x store
    git credential-cache exit
    git imap-send
    git gui
    git citool
    git web--browse x
    git checkout-index -a --prefix=/etc/
    git checkout-index -af --prefix=../
    git mailinfo /etc/x /etc/y
    git mailsplit -o/etc x
    git interpret-trailers --in-place /etc/x
    git interpret-trailers --trailer x
    git quiltimport x
    git cvsimport
    git cvsserver
    git cvsexportcommit
    git archimport x
    git shell -c x
    git upload-pack /tmp/evil
    git upload-archive /tmp/evil
    git receive-pack /tmp/evil
    git http-backend
    git rebase -i HEAD~3
    git apply --unsafe-paths /tmp/x
    git pack-objects /etc/x
    git index-pack -o /etc/x y
    git diff --no-index --output=/etc/x a b
    git show --output /etc/x
    git show --outp /etc/x
    git show --ext-dif
    git log --textc
    git diff --ext-diff -- x
    git -c core.abbrev=5 -c core.pager=x log
    git -c 'color.ui=x' -c 'Core.Pager=x' log
    git -ccore.pager=x log
    git --git-dir /tmp/evil log
    git -C sub/../../evil log
    git -C '' -C /tmp log
    git --exec-path /tmp log
    git --super-prefix=x log
    git --list-cmds=x
    git --html-path
    git --attr-source=x log
    git rebase --strategy=x
    git svn x
    git config --get-color x
    git submodule add ext::x
    git bisect log
    git bisect start
    git maintenance start
    git ls-remote 'ext::rm x'
    git ls-remote ext::rm
    git fetch 'fd::17'
    git remote add -f x ext::y
    git remote set-url x ext::y
    git push ext::x
    git archive --remote=ext::x HEAD
    git archive --remote ext::x HEAD
    git range-diff --ext-diff a b
    git stash show --ext-diff
    git whatchanged --output=x
    git log -- --output=x
    git log --diff-merges=x --output-directory=x
    git difftool
    git hook list
    git shortlog --output=x
    git bugreport -o /etc
    git bugreport --output-directory=/etc
    git diagnose -o /etc
    git diagnose --output-dir /etc
    git bugreport -s x
    git fast-export --export-marks=/etc/x
    git diff-files --ext-diff
    git daemon --exec
    git p4
    git help --web x
    git instaweb --browser=x
  `),
];

const OTHERS = [
  ...rows(String.raw`
    tar cIf 'rm x' y z
    tar xIf rm y
    tar cFf script out in
    tar Ixf rm y
    tar cf x -T f
    tar cf x --files-from=f
    tar cf x --files-from f
    tar -cf x --rmt-command=x h:y
    tar -cf x -gf y
    tar cf x --checkpoint=1 --checkpoint-action exec=rm y
    tar --one-top-level -Irm -xf y
    tar -caf x -Irm y
    tar --warning=x -xf evil:y
    tar xf h:y
    fd -x rm
    fd x -x rm {}
    fd -X rm
    fd --exec rm
    fd --exec-batch rm
    fd --exec=rm
    fd -HIx rm
    fdfind -x rm
    ag --pager 'rm x' y
    ag --pager=x y
    ack --pager=x y
    ack --pager 'rm x' y
    ack --ackrc=/tmp/x y
    ack --output='@{[system(1)]}' y
    bat --pager 'rm x' y
    bat --pager=x y
    bat --paging=always --pager x y
    split --filter='rm x' f
    split --filt x f
    diff3 --diff-program=rm a b c
    sdiff --diff-program=rm a b
    sdiff -o /etc/x a b
    yq -i .x f
    yq --inplace f
    yq -s x f
    xmllint --output /etc/x f
    xmllint --shell f
    file -C -m x
    tree -R -L 1 -H x
    tree -o x
    tree --output x
    less '+!x' f
    less -X +!rm f
    less f +!rm
    more +x f
    man -P x y
    man --pager=x y
    man -Hx y
    man --html=x y
    man -B x y
    man -X x
    curl --etag-save /etc/x u
    curl --hsts /etc/x u
    curl --alt-svc /etc/x u
    curl -w '%output{/etc/x}' u
    curl --write-out '%output{/etc/x}' u
    curl --write-out @f u
    curl -H @/etc/passwd u
    curl --header @/etc/passwd u
    curl -b @f u
    curl --data-ascii @/etc/passwd u
    curl --form-string x u
    curl -E /etc/x u
    curl --engine x u
    curl --unix-socket /x u
    curl --ssl-sessions f u
    curl -sfSLo x u
    curl -# -O u
    curl --remote-name u
    curl --remote-n u
    curl --upload u
    curl -X POST -sd @/etc/passwd u
    curl -G --data-u x@f u
    curl -QDELE u
    curl --quote DELE u
    curl --variable x@/etc/passwd u
    curl --netrc u
    curl --libcurl x u
    wget -a /etc/x u
    wget --append-output=/etc/x u
    wget --rejected-log=/etc/x u
    wget --warc-file=/etc/x u
    wget --save-cookies=/etc/x u
    wget --hsts-file=/etc/x u
    wget --body-file=/etc/passwd u
    wget --body-data=x u
    wget --use-ask=x u
    wget --input-file=x u
    wget --input-f x u
    ssh -I /tmp/x.so h
    ssh -E /etc/x h
    ssh -S /tmp/x h
    ssh -L 1:h:2 h
    ssh -R 1:h:2 h
    ssh -D 1 h
    ssh -W h:1 h
    ssh -w 0 h
    ssh -NfL 1:h:2 h
    ssh h -o ProxyCommand=x
    ssh -tt -oProxyCommand=x h
    ssh -6oProxyCommand=x h
    sftp -o ProxyCommand=x h
    sftp -S x h
    sftp -D x h
    sftp -b x h
    sftp -F x h
    scp -D /tmp/x a b
    scp -rS x a b
    rsync --daemon --config=x
    rsync --write-batch=/etc/x a b
    rsync --rs=x a b
    rsync -avze x a b
    rsync --log-fi=x a b
    rsync --server --sender . x
    zip -TT rm x y
    zip -rTT rm x y
    zip --unzip-c=x y z
    zip -O /etc/x y
    zip -T x y
    zip --test x y
    zip --temp-path=/x y
    zip -b /x y z
    zip -lf /etc/x y z
    zip --log-path=/etc/x y z
    nm --plugin /tmp/x.so f
    nm --plugin=/tmp/x.so f
    gcc -wrapper rm,x f
    gcc -fplugin=x f
    gcc -B/tmp f
    gcc -specs=x f
    gcc @x
    objdump --plugin=/tmp/x.so f
    readelf --plugin x f
    go build -ldflags=-extld=/tmp/x
    go build -ldflags '-extld /tmp/x'
    go build -ldflags='-linkmode=external -extld=/tmp/x'
    go test -ldflags -extld=/tmp/x
    go build -gccgoflags=x -compiler=gccgo
    go build -overlay=x
    go build -modfile=x
    go build -pkgdir=x
    go build -C /tmp/evil
    go test -C /tmp/evil
    go test -coverprofile=/etc/x
    go test -cpuprofile=/etc/x
    go test -json -exec=x
    go test -exec x
    go test --exec=x
    go test --exec x
    go test -vettool=x
    go test -toolexec=x
    go test -outputdir=/etc
    go test -trace=/etc/x
    go test -test.coverprofile=/etc/x
    go env -w CC=/tmp/x
    go env -u CC
    go env -w GOFLAGS=-toolexec=x
    go vet -vettool=x
    npm test -C /tmp
    npm test -script-shell=/tmp/x
    npm test ---script-shell=/tmp/x
    npm test --script-shel=/tmp/x
    npm test -prefix /tmp
    npm test --dir=/tmp
    npm test --userc=/tmp/x
    npm test --globalc /tmp/x
    npm test -userconfig /tmp/x
    npm test --node-opt=--require=x
    npm test --logs-dir=/etc
    npm test --cache=/etc
    npm run x --script-shell /tmp/x
    pnpm test --script-shell=/tmp/x
    pnpm test -C /tmp
    pnpm test --dir /tmp
    pnpm run x --config.script-shell=/tmp/x
    pnpm run --prefix=/tmp x
    pnpm test --use-node-version=x
    pnpm test --pnpmfile=/tmp/x
    pnpm test --global-pnpmfile=/tmp/x
    yarn test --cwd /tmp
    yarn test --cwd=/tmp
    yarn test --use-yarnrc x
    yarn test --script-shell x
    bun test --preload /tmp/x
    bun test -r /tmp/x
    bun test --cwd /tmp
    bun test --config=/tmp/x
    bun test -c /tmp/x
    bun test --env-file=x
    bun test --require x
    bun test --import x
    cargo test --config 'target.x.runner="rm"'
    cargo test --config=build.rustc-wrapper='"x"'
    cargo build --conf x
    cargo build --manifest-path /tmp/evil/Cargo.toml
    cargo build -C /tmp
    cargo build --out-dir=/etc
    cargo build --target-dir=/etc
    cargo build --artifact-dir=/etc
    cargo build -Z unstable-options
    cargo build --target /tmp/x.json
    date -s x
    date --set=x
    sqlite3 x.db '.shell rm x'
    sqlite3 x.db '.system rm x'
    sqlite3 x.db '.output /etc/x'
    sqlite3 x.db '.once |rm'
    sqlite3 -cmd '.shell rm' x.db
    sqlite3 -init /tmp/x x.db
    sqlite3 x.db "select load_extension('/tmp/x')"
    sqlite3 x.db '.load /tmp/x'
    sqlite3 x.db "select writefile('/etc/x','')"
    sqlite3 x.db "select edit('x','rm')"
    sqlite3 x.db '.read |rm x'
    psql -c '\! rm x'
    psql -f x
    psql -o /etc/x
    psql -L /etc/x
    psql '\! rm'
    psql -c "copy x to program 'rm'"
    mysql -e '\! rm x'
    mysql --execute='system rm x'
    mysql --pager='rm x' -e x
    mysql --tee=/etc/x
    uniq a b
    make x SHELL=/tmp/x
    make -j4 -f/tmp/x
    make -ej -C x
    make -nf x
    make MAKEFLAGS=x
    make -E 'x'
    make --ev=x
    make -E'$(shell rm x)'
    make --directory=/tmp
    make --old-file=x
    make -Iinc
    jobs -x rm y
    history -w /etc/x
    history -a /etc/x
    history -r /etc/x
    history -s 'rm x'
    history -c
    set -k
    set -k; echo PATH=/x
    set -a
    set -o keyword
    set -H
    set -o history
    set -o histexpand
    set -o allexport
    set -T
    set -E
    set -m
    set -b
    set -B
    set -o vi
    set -o posix
    set -P
    set -h
    set -p
    set -t
    set -n
    printf -v x y
    printf -vx y
    printf "-v" x y
    test -v 'a[$(x)]'
    test -R x
    test ! -v 'a[$(x)]'
    [ -v 'a[$(x)]' ]
    [ ! -v 'a[$(x)]' ]
    [ x = y -a -v 'a[$(x)]' ]
    [ "$x" $y z ]
    [ $x ]
    test $x
    read x
    read -r x
    echo x | read PATH
    cat f | while read PATH; do ls; done
    while read -r line; do echo $line; done < f
    xxd -r x /etc/y
    xxd x /etc/y
    openssl enc -out /etc/x
    openssl engine /tmp/x.so
    openssl req -engine /tmp/x.so
    openssl x509 -engine x
    openssl dgst -provider x -provider-path /tmp
    gh alias set x '!rm x'
    gh extension install x
    gh extension exec x
    gh config set editor x
    gh config set pager x
    gh repo clone x y -- --upload-pack=rm
    kubectl get --kubeconfig=/tmp/x
    kubectl get --kubeconfig /tmp/x pods
    eslint --config /tmp/x f
    eslint -c /tmp/x f
    eslint --rulesdir /tmp/x
    eslint --plugin x
    eslint --fix x
    eslint -o /etc/x f
    eslint -f /tmp/x.js f
    eslint --parser /tmp/x
    prettier --plugin /tmp/x f
    prettier --config /tmp/x f
    prettier --write f
    prettier -w f
    prettier --config=/tmp/x.js f
    ctags -o /etc/x f
    ctags --options=/tmp/x f
    mypy --python-executable=/tmp/x f
    mypy --config-file=/tmp/x f
    mypy --install-types
    mypy --cache-dir=/etc
    mypy --junit-xml /etc/x
    vim -c '!rm' x
    just -f /tmp/x
    just --shell rm
    exiftool -o /etc/x f
    exiftool -config /tmp/x f
    exiftool -if 'system(1)' f
    pandoc --filter /tmp/x f
    pandoc -F /tmp/x f
    pandoc -o /etc/x f
    pandoc --lua-filter /tmp/x f
    pandoc -L /tmp/x f
    pandoc --pdf-engine=/tmp/x f
    journalctl --vacuum-size=1
    journalctl --cursor-file=/etc/x
    dmesg -C
    lsof -D b/etc/x
    ip netns exec x rm
    ip -b x
    ip -force -batch x
    ss -D /etc/x
    ss -K
    sort --compress-prog=x
    sort -S 1 -ro /etc/x
    sort --files0=x
    sort -k1,1 -T /x
    sort --outp=/etc/x
    sort f -o /etc/x
  `),
];

export const OPTION_CATEGORIES: readonly Category[] = [
  { name: "scripts and options of sed", allowed: ["sed *"], lines: SED },
  { name: "programs and options of awk", allowed: ["awk *"], lines: AWK },
  { name: "commands and options of git", allowed: ["git *"], lines: GIT },
  {
    name: "options of many programs",
    allowed: rows(`
      tar *
      sort *
      fd *
      fdfind *
      ag *
      ack *
      bat *
      split *
      diff3 *
      sdiff *
      yq *
      xmllint *
      file *
      tree *
      less *
      more *
      man *
      curl *
      wget *
      ssh *
      sftp *
      scp *
      rsync *
      zip *
      nm *
      gcc *
      go test *
      go build *
      go env *
      go vet *
      npm test*
      npm run *
      pnpm test*
      pnpm run *
      yarn test*
      bun test*
      cargo test*
      cargo build*
      cargo check*
      date *
      sqlite3 *
      uniq *
      make *
      jobs *
      history *
      set *
      echo *
      printf *
      test *
      [ *
      read *
      cat *
      xxd *
      openssl *
      gh *
      kubectl get*
      eslint *
      prettier *
      ctags *
      mypy *
      psql *
      mysql *
      vim *
      readelf *
      objdump *
      just *
      ip *
      ss *
      lsof *
      exiftool *
      pandoc *
      dmesg *
      journalctl *
    `),
    lines: OTHERS,
  },
  {
    name: "declarations in disguise",
    allowed: ["export *", "declare *", "readonly *", "local *", "typeset *", "ls *", "unset *"],
    lines: rows(String.raw`
      export 'PATH=/x'; ls
      export "PATH=/x"
      export PA"TH=/x"
      export P\ATH=/x
      export PATH+=:/x
      export -- 'PATH=x'
      command export PATH=/x
      builtin export PATH=/x
      builtin declare PATH=/x
      command declare -x PATH=/x
      eval 'export "PATH=/x"'
      declare -x 'LD_PRELOAD=/x'
      readonly 'IFS=x'
      unset PATH; ls
      unset IFS
      unset -v PATH
    `),
  },
  {
    name: "shells and wrappers that are allowed themselves",
    allowed: [
      "bash *",
      "sh *",
      "eval *",
      "trap *",
      "env *",
      "sudo *",
      "nice *",
      "command *",
      "find *",
      "xargs *",
      "ls *",
    ],
    lines: rows(String.raw`
      bash -c 'rm x'
      bash -c -e 'rm x'
      bash -ec 'rm x'
      bash -c "$x"
      bash $x -c ls
      sh -c 'rm x'
      sh -c 'source x'
      eval 'rm x'
      eval ls $x
      eval "ls $x"
      trap 'rm x' EXIT
      trap "ls $x" EXIT
      env rm x
      env -u PATH rm x
      sudo rm x
      sudo -u me rm x
      nice -n $x ls
      nice -n 5 rm x
      nice -- rm x
      nice -n + rm x
      command rm x
      find . -exec nice -n + rm {} \;
      find . -exec {}/x \;
      find $x
      ls | xargs -n1 rm
      ls | xargs -n $x rm
    `),
  },
  {
    name: "names that are evaluated",
    allowed: ["declare *", "export *", "unset *", "test *", "[ *", "printf *", "ls *"],
    lines: rows(`
      [[ -v 'a[$(rm x)]' ]] && ls
      [[ -R 'a[$(rm x)]' ]] && ls
      [[ 'a[$(rm x)]' -eq 0 ]] && ls
      declare 'a[$(rm x)]=1'
      declare -i x='a[$(rm x)]'
      declare -n r='a[$(rm x)]'
      declare +x -n r=PATH
      unset 'a[$(rm x)]'
      test -v 'a[$(rm x)]'
      [ $x 'a[$(rm x)]' ]
      printf -v 'a[$(rm x)]' x
      printf $x 'a[$(rm x)]' x
      select PATH in a b; do ls; done
    `),
  },
  {
    name: "the environment of other processes",
    allowed: ["cat *", "ls *", "find *", "grep *", "cd *", "ps *", "echo *"],
    lines: rows(String.raw`
      cat /proc/1/environ
      cat /proc/*/environ
      cat //proc/1/environ
      cat /./proc/1/environ
      cat /tmp/../proc/1/environ
      cat ../../../../proc/1/environ
      cat /pr?c/1/environ
      cat /p*/1/environ
      cat "/proc"/1/environ
      cat /pro\c/1/environ
      cat < /proc/1/environ
      cat < $x
      cat < //proc/1/environ
      cat /$x/1/environ
      cd /proc/1; cat environ
      find /proc -name environ
      grep -r KEY /proc
      grep -f/proc/1/environ x
      grep --file=/proc/1/environ x
      cat ~/../../proc/1/environ
      ps eww
      ps auxe
      ps -E
      echo $(</proc/1/environ)
    `),
  },
  {
    name: "lines that leave the folder",
    allowed: ["cd *", "pushd *", "git status", "npm test", "make", "./build.sh", "ls *", "ln *"],
    lines: rows(`
      cd /tmp/evil && git status
      cd .. && git status
      cd ~ && npm test
      cd; npm test
      cd - && make
      cd sub && cd sub && make
      cd sub && ./build.sh
      cd $x && make
      pushd /tmp/evil; make
      cd link/sub; make
      cd -P ..; make
      (cd /tmp/evil; make)
      make | cd /tmp/evil && make
      eval cd /tmp/evil; make
      builtin cd /tmp/evil; make
    `),
  },
];
