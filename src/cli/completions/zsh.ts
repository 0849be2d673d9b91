import type { CompletedCommand, CompletedOption, Completion } from "./model.ts";

/** What zsh does to complete a word. */
function action(completion: Completion): string {
  if (completion === "file") return "_files";
  if (completion === "folder") return "_files -/";
  return completion === "any" ? " " : `(${completion.join(" ")})`;
}

function spec({ name, help, value, many }: CompletedOption): string {
  const text = help.replaceAll(/[\\[\]:]/g, "\\$&");
  const option = value === undefined
    ? `--${name}[${text}]`
    : `--${name}=[${text}]:value:${action(value)}`;
  return quote(`${many ? "*" : ""}${option}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The completions for zsh. */
export function zshCompletions(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name, summary }) =>
    `    ${quote(`${name}:${summary.replaceAll(":", "\\:")}`)}`
  );
  const cases = commands.map(({ name, options, words }) =>
    [
      `    ${name}) _arguments \\`,
      ...options.map((option) => `      ${spec(option)} \\`),
      `      ${quote(`*:argument:${action(words)}`)} ;;`,
    ].join("\n")
  );
  return `\
#compdef tipring
# Completions of tipring for zsh, printed by "tipring completions zsh".
_tipring() {
  local curcontext="$curcontext" state line
  local -a commands=(
${names.join("\n")}
  )
  _arguments -C '(- *)--help[show this help]' '(- *)--version[show the version]' \\
    '1: :->first' '*:: :->rest' && return
  if [[ $state == first ]]; then
    _describe -t commands subcommand commands
    _files
    return
  fi
  case $words[1] in
${cases.join("\n")}
    *) _files ;;
  esac
}
if [[ $funcstack[1] == _tipring ]]; then _tipring "$@"; else compdef _tipring tipring; fi
`;
}
