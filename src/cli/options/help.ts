import type { Subcommand } from "./subcommand.ts";
import { SUBCOMMANDS } from "./subcommands.ts";
import { type OptionTable, type Row, usageOf } from "./table.ts";
import { type HelpTopic, SUBCOMMAND_NAMES } from "./usage.ts";

/** Maximum number of characters of a line. */
const WIDTH = 80;

/** Where the text of an option begins. */
const INDENT = 29;

/** Where the summary of a subcommand begins. */
const SUMMARY_INDENT = 38;

/** The help text of the program or of a subcommand. */
export function helpText(topic: HelpTopic): string {
  return topic === "tipring" ? programHelp() : subcommandHelp(SUBCOMMANDS[topic]);
}

function programHelp(): string {
  const usages = SUBCOMMAND_NAMES.map((name) => {
    const { usage: [first = ""], summary } = SUBCOMMANDS[name];
    const command = `  tipring ${first.replace(/ \[OPTIONS\]$/, "")}`;
    return `${command.padEnd(SUMMARY_INDENT)} ${summary}`;
  });
  return `\
tipring runs Asterisk call control written in TypeScript.

Usage:
${usages.join("\n")}

Options:
  -h, --help      show this help; "tipring serve --help" for a subcommand
  -V, --version   show the version

A handler file exports a function:

  import type { Handler } from "@tipring/agi";

  const handler: Handler = async (channel, request) => {
    await channel.answer();
    await channel.streamFile("hello-world");
  };
  export default handler;

In the dialplan:

  exten => 100,1,AGI(/usr/bin/tipring,/etc/tipring/hello.ts,arg)
  exten => 200,1,AGI(agi://127.0.0.1/hello,arg)`;
}

function subcommandHelp({ usage, about, details, options, notes }: Subcommand): string {
  const usages = usage.map((line) => `  tipring ${line}`).join("\n");
  const parts = [about, `Usage:\n${usages}`, details, options && optionsHelp(options), notes];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

function optionsHelp(table: OptionTable): string {
  const lines = Object.entries(table).map(([key, row]) => entry(usageOf(key, row), textOf(row)));
  return ["Options:", ...lines, entry("-h, --help", "show this help")].join("\n");
}

function textOf({ help, default: usual, otherwise, many }: Row): string {
  const preset = usual ?? otherwise;
  const remarks = [
    ...many ? ["may be repeated"] : [],
    ...preset === undefined ? [] : [`default: ${preset}`],
  ];
  return remarks.length === 0 ? help : `${help} (${remarks.join("; ")})`;
}

/** An option and its text, which begins in the same column for all. */
function entry(option: string, text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && INDENT + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  lines.push(line);
  const head = `  ${option}`;
  const indented = lines.map((text) => " ".repeat(INDENT) + text);
  if (head.length >= INDENT) return [head, ...indented].join("\n");
  return [head.padEnd(INDENT) + lines[0], ...indented.slice(1)].join("\n");
}
