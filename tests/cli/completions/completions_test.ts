import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { completionsFor } from "../../../src/cli/completions/completions.ts";
import { SHELLS } from "../../../src/cli/completions/options.ts";
import { SUBCOMMANDS } from "../../../src/cli/options/subcommands.ts";
import { nameOf } from "../../../src/cli/options/table.ts";
import { SUBCOMMAND_NAMES } from "../../../src/cli/options/usage.ts";
import { isInstalled } from "../../deploy/installed.ts";
import { Folder, run } from "../program.ts";

/** Each place to complete at, what there is then, and what there is not. */
const PLACES: readonly (readonly [typed: string, expected: string[], absent: string[]])[] = [
  ["tipring ", ["serve", "completions", "handler.ts"], []],
  ["tipring ro", ["routes"], ["run"]],
  ["tipring serve --log-l", ["--log-level"], ["--log-format"]],
  ["tipring serve --log-format j", ["json"], ["text"]],
  ["tipring serve handler.ts --log-format ", ["json", "text"], ["handler.ts"]],
  ["tipring serve ha", ["handler.ts"], ["sub"]],
  ["tipring serve --record s", ["sub"], ["handler.ts"]],
  ["tipring serve --default h", ["handler.ts"], []],
  ["tipring dial --exp", ["--expect"], ["--record-max"]],
  ["tipring completions ", ["bash", "zsh", "fish"], ["handler.ts"]],
  ["tipring init ", ["sub"], ["handler.ts"]],
];

/** A folder with something to complete, and the script for a shell. */
async function prepared(shell: typeof SHELLS[number]): Promise<Folder> {
  const folder = await Folder.make();
  await folder.write("handler.ts", "");
  await Deno.mkdir(`${folder.path}/sub`);
  await folder.write("script", completionsFor(shell));
  return folder;
}

async function output(folder: Folder, command: string, args: string[]): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(command, {
    args,
    cwd: folder.path,
    env: { HOME: folder.path, TERM: "dumb" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assert(success, decoder.decode(stderr));
  return decoder.decode(stdout);
}

function check(found: readonly string[], [typed, expected, absent]: typeof PLACES[number]): void {
  for (const word of expected) assert(found.includes(word), `${typed}: no ${word} in ${found}`);
  for (const word of absent) assert(!found.includes(word), `${typed}: ${word} in ${found}`);
}

/** A shell that a machine lacks is named in the results. */
function shellTest(shell: typeof SHELLS[number], fn: (folder: Folder) => Promise<void>): void {
  const there = isInstalled(shell);
  Deno.test({
    name: `tipring completions ${shell} completes what the tables have${
      there ? "" : ` (SKIPPED: there is no ${shell})`
    }`,
    ignore: !there,
    async fn() {
      await using folder = await prepared(shell);
      await fn(folder);
    },
  });
}

shellTest("bash", async (folder) => {
  const places = [
    ...PLACES,
    // As bash splits it.
    ["tipring serve --log-format = t", ["text"], ["json"]],
    ["tipring serve --log-format =", ["text", "json"], []],
  ] as typeof PLACES;
  for (const place of places) {
    const words = place[0].split(" ").map((word) => `'${word}'`).join(" ");
    const script = `. ./script; COMP_WORDS=(${words}); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
      _tipring; printf '%s\\n' "\${COMPREPLY[@]}"`;
    check((await output(folder, "bash", ["--norc", "-c", script])).split("\n"), place);
  }
});

shellTest("fish", async (folder) => {
  for (const place of PLACES) {
    const script = `source ./script; complete -C '${place[0]}'`;
    const lines = (await output(folder, "fish", ["--no-config", "-c", script])).split("\n");
    check(lines.map((line) => line.replace(/\t.*/, "").replace(/\/$/, "")), place);
  }
});

shellTest("zsh", async (folder) => {
  // Types into a terminal, and reads which arguments are there at the end.
  const script = `
zmodload zsh/zpty
export PS1=
zpty shell zsh -f -i
send() { zpty -w shell "$1" }
until_done() { local all line; while zpty -r shell line; do all+=$line; [[ $all == *DONE* ]] && return; done }
send 'unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; . ./script; tipring() { print -rl -- "$@" >>out; print -r -- DO""NE }; print DO""NE'
until_done
for typed in "$@"; do zpty -n -w shell "$typed"; send ' END'; until_done; done
`;
  await folder.write("drive", script);
  const typed = [
    "tipring ser\t--log-fo\tjs\t",
    "tipring rou\thand\t--js\t",
    "tipring serve --record=s\t",
    "tipring compl\tfi\t",
    "tipring init s\t",
  ];
  await output(folder, "timeout", ["20", "zsh", "-f", "./drive", ...typed]);
  const text = (await Deno.readTextFile(`${folder.path}/out`)).replaceAll("/\n", "\n");
  assertEquals(text.split("END\n").slice(0, -1).map((call) => call.trim().split("\n").join(" ")), [
    "serve --log-format=json",
    "routes handler.ts --json",
    "serve --record=sub",
    "completions fish",
    "init sub",
  ]);
});

Deno.test("completionsFor() has each option of each subcommand", () => {
  for (const shell of SHELLS) {
    const script = completionsFor(shell);
    for (const name of SUBCOMMAND_NAMES) {
      assertStringIncludes(script, name);
      for (const [key, row] of Object.entries(SUBCOMMANDS[name].options ?? {})) {
        const option = nameOf(key, row);
        assertStringIncludes(script, shell === "fish" ? `-l ${option} ` : `--${option}`);
      }
    }
  }
});

Deno.test("tipring completions prints the script for a shell", async () => {
  for (const shell of SHELLS) {
    const { code, stdout, stderr } = await run(["completions", shell]);
    assertEquals([code, stderr, stdout], [0, "", completionsFor(shell)]);
  }
  for (
    const [args, message] of [
      [[], "No shell given: must be one of bash, zsh, fish"],
      [["bashh"], 'Invalid shell "bashh": must be one of bash, zsh, fish (did you mean bash?)'],
      [["bash", "zsh"], 'Unexpected argument "zsh": one shell at a time'],
    ] as const
  ) {
    const { code, stderr } = await run(["completions", ...args]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `tipring: ${message}\n`);
  }
});
