import type { CompletedCommand, Completion } from "./model.ts";

/** The options of fish's \`complete\` for what may follow. */
function following(completion: Completion | undefined): string {
  if (completion === undefined) return "";
  if (completion === "file") return " -r -F";
  if (completion === "folder") return " -x -a '(__fish_complete_directories)'";
  return completion === "any" ? " -x" : ` -x -a ${quote(completion.join(" "))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}

/** The completions for fish. */
export function fishCompletions(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name, summary }) =>
    `complete -c tipring -n __tipring_first -a ${name} -d ${quote(summary)}`
  );
  const options = commands.flatMap(({ name, options, words }) => {
    const begin = `complete -c tipring -n '__tipring_is ${name}'`;
    return [
      ...(words === "file" ? [] : [`${begin}${following(words).replace("-x", "-f")}`]),
      ...options.map(({ name, help, value }) =>
        `${begin} -l ${name}${following(value)} -d ${quote(help)}`
      ),
    ];
  });
  return `\
# Completions of tipring for fish, printed by "tipring completions fish".
function __tipring_first
    test (count (commandline -opc)) -eq 1
end
function __tipring_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end
complete -c tipring -n __tipring_first -l help -d 'show this help'
complete -c tipring -n __tipring_first -l version -d 'show the version'
${names.join("\n")}
${options.join("\n")}
`;
}
