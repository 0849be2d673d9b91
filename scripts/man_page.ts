import { helpText } from "../src/cli/options/help.ts";
import { SUBCOMMAND_NAMES } from "../src/cli/options/usage.ts";

/** The page `tipring(1)`, made of what `--help` prints: there is one text to keep right. */
export function manPage(version: string): string {
  const sections = SUBCOMMAND_NAMES.map((topic) => section(`tipring ${topic}`, helpText(topic)));
  return `.TH TIPRING 1 "" "tipring ${version}" "User Commands"
.SH NAME
tipring \\- call control for Asterisk in TypeScript
${section("Description", helpText("tipring"))}${sections.join("")}.SH FILES
.TP
.I /etc/tipring
Handler files.
.TP
.I /etc/default/tipring
What the service serves, and its options.
`;
}

function section(title: string, text: string): string {
  const lines = text.trimEnd().replaceAll("\\", "\\e").replaceAll("-", "\\-").split("\n");
  // A line that begins with one of these would be a request.
  const body = lines.map((line) => /^[.']/.test(line) ? `\\&${line}` : line).join("\n");
  return `.SH ${title.toUpperCase()}\n.nf\n${body}\n.fi\n`;
}
