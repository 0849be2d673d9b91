import { assertEquals } from "@std/assert";
import { fromBytes } from "../../src/protocol/binary.ts";
import { parseCapture } from "../../src/recording/capture.ts";
import { withoutStatus } from "../../src/recording/without_status.ts";

const BEFORE = ["< agi_version: 22.10.1\\n", "< \\n", "> ANSWER\\n", "< 200 result=0\\n"];

/** What is left of the commands and the replies of a capture. */
function left(lines: readonly string[], variable: string): [sent: string, received: string] {
  const capture = parseCapture("x", [...BEFORE, ...lines].join("\n"));
  const { sent, received } = withoutStatus(capture, variable);
  return [fromBytes(sent), fromBytes(received).replace(/^.*\n\n/s, "")];
}

Deno.test("withoutStatus() leaves out the command that sets the variable, and its reply", () => {
  const command = '> SET VARIABLE "STATUS2" "HANGUP"\\n';
  const rest = ["< HANGUP\\n", "< 200 result=1\\n", "# responder shuts down its sending side"];
  const expected = ["ANSWER\n", "200 result=0\nHANGUP\n"];
  assertEquals(left([command, ...rest], "STATUS2"), expected);
  const masked = command.replace("STATUS2", "STATUS*");
  assertEquals(left(["# digits are masked", masked, ...rest], "STATUS2"), expected);
  assertEquals(left([command], "STATUS2"), ["ANSWER\n", "200 result=0\n"]);
});

Deno.test("withoutStatus() keeps all else that a handler may have sent", () => {
  const status = '> SET VARIABLE "STATUS" "SUCCESS"\\n';
  for (
    const lines of [
      [status.replace("STATUS", "OTHER"), "< 200 result=1\\n"],
      [status.replace("SUCCESS", "success"), "< 200 result=1\\n"],
      [status, "< 200 result=1\\n", "> HANGUP\\n", "< 200 result=1\\n"],
      [],
    ]
  ) {
    const text = lines.map((line) => line.slice(2).replace("\\n", "\n"));
    const [sent, received] = left(lines, "STATUS");
    assertEquals(sent, `ANSWER\n${text.filter((_line, at) => at % 2 === 0).join("")}`);
    assertEquals(received, `200 result=0\n${text.filter((_line, at) => at % 2 === 1).join("")}`);
  }
});
