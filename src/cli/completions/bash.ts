import type { CompletedCommand, Completion } from "./model.ts";

/** The command that prints the completions of the word being typed. */
function generator(completion: Completion): string {
  if (completion === "file") return 'compgen -f -- "$word"';
  if (completion === "folder") return 'compgen -d -- "$word"';
  return completion === "any" ? ":" : `compgen -W '${completion.join(" ")}' -- "$word"`;
}

/** The completions for bash. */
export function bashCompletions(commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ name: option, value }) =>
      value === undefined ? [] : [`    '${name} --${option}') ${generator(value)} ;;`]
    )
  );
  const flags = commands.map(({ name, options }) => {
    const words = options.map(({ name }) => `--${name}`);
    return `    ${name}) ${generator(words)} ;;`;
  });
  const words = commands.map(({ name, words }) => `    ${name}) ${generator(words)} ;;`);
  const names = commands.map(({ name }) => name);
  return `\
# Completions of tipring for bash, printed by "tipring completions bash".
_tipring_values() {
  case "$command $before" in
${values.join("\n")}
    *) return 1 ;;
  esac
  return 0
}
_tipring_options() {
  case "$command" in
${flags.join("\n")}
  esac
}
_tipring_words() {
  case "$command" in
${words.join("\n")}
    *) compgen -f -- "$word" ;;
  esac
}
_tipring() {
  local command= word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  # bash takes the "=" of --name=value for a word.
  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    mapfile -t COMPREPLY < <(
      ${generator([...names, "--help", "--version"])}
      [[ $word == -* ]] || compgen -f -- "$word"
    )
  else
    command=\${COMP_WORDS[1]}
    mapfile -t COMPREPLY < <(
      _tipring_values || if [[ $word == -* ]]; then _tipring_options; else _tipring_words; fi
    )
  fi
  compopt -o filenames 2>/dev/null
}
complete -F _tipring tipring
`;
}
