/** The scripts by which a shell asks a program, ampd or ampsh, what can stand at the end of a line. */

/** The argument with which a shell asks; the words of its line follow. */
export const COMPLETION_REQUEST = "--get-yargs-completions";

/** By the name of the shell. */
export function completionScripts(program: string): Readonly<Record<"bash" | "zsh" | "fish", string>> {
  const ask = `${program} ${COMPLETION_REQUEST}`;
  return {
    bash: `# In ~/.bashrc: source <(${program} completion bash)
_${program}() {
  local IFS=$'\\n'
  COMPREPLY=($(${ask} "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null))
}
complete -o bashdefault -o default -F _${program} ${program}
`,
    zsh: `# In ~/.zshrc, behind compinit: source <(${program} completion zsh)
_${program}() {
  local -a found
  found=(\${(f)"$(${ask} "\${(@)words[1,CURRENT]}" 2>/dev/null)"})
  if (( $#found )); then compadd -- $found; else _files; fi
}
compdef _${program} ${program}
`,
    fish: `# In ~/.config/fish/config.fish: ${program} completion fish | source
complete -c ${program} -a '(${ask} (commandline -opc) (commandline -ct) 2>/dev/null)'
`,
  };
}
