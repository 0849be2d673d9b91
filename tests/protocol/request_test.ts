import { assertEquals, assertThrows } from "@std/assert";
import { commandLine, formatCommand, maxCommandBytes } from "../../src/protocol/request.ts";

Deno.test("formatCommand() quotes each argument", () => {
  const cases: [string[], string][] = [
    [[], "NOOP"],
    [[""], 'NOOP ""'],
    [["a b", "c"], 'NOOP "a b" "c"'],
    [['say "hi"', "c:\\new"], 'NOOP "say \\"hi\\"" "c:\\\\new"'],
    [["tab\tä;|,$(x)[y]"], 'NOOP "tab\tä;|,$(x)[y]"'],
  ];
  for (const [args, expected] of cases) {
    assertEquals(formatCommand({ verb: "NOOP", args }), expected);
  }
});

Deno.test("formatCommand() refuses what AGI has no way to write, and names the argument", () => {
  for (const [character, name] of [["\n", "LF"], ["\r", "CR"], ["\0", "NUL"]]) {
    assertThrows(
      () => formatCommand({ verb: "SET VARIABLE", args: ["X", `a${character}b`] }),
      TypeError,
      `Cannot send SET VARIABLE: argument 2 contains ${name} (AGI cannot escape it)`,
    );
  }
});

Deno.test("formatCommand() refuses arguments that are no strings", () => {
  for (
    const [value, name] of [[undefined, "of type undefined"], [null, "null"], [1, "of type number"]]
  ) {
    assertThrows(
      () => formatCommand({ verb: "NOOP", args: [value as string] }),
      TypeError,
      `Cannot send NOOP: argument 1 is ${name} (must be a string)`,
    );
  }
});

Deno.test("formatCommand() refuses a verb that is not words", () => {
  for (const verb of ["", " NOOP", "NO  OP", "NOOP\n", "failure\nX", 'SAY "X"']) {
    assertThrows(() => formatCommand({ verb, args: [] }), TypeError, "must be words of letters");
  }
});

Deno.test("formatCommand() counts the words of the verb among the 120", () => {
  const args = new Array(118).fill("x");
  assertEquals(formatCommand({ verb: "SAY ALPHA", args }).split(" ").length, 120);
  assertThrows(
    () => formatCommand({ verb: "SAY ALPHA", args: [...args, "x"] }),
    RangeError,
    "Cannot send SAY ALPHA: 119 arguments are too many (at most 120 words including the verb)",
  );
});

Deno.test("commandLine() counts bytes, not characters, without the line end", () => {
  // NOOP, a blank and two quotes are 7 bytes.
  const command = (bytes: number) => ({ verb: "NOOP", args: ["x" + "ä".repeat((bytes - 8) / 2)] });
  for (const [version, most] of [["16.28.0", 2046], ["22.10.1", 8190]] as const) {
    const line = commandLine(command(most), () => version);
    const bytes = new TextEncoder().encode(line);
    assertEquals(bytes.length, most + 1);
    assertEquals(line.at(-1), "\n");
    assertThrows(
      () => commandLine(command(most + 2), () => version),
      RangeError,
      `Cannot send NOOP: ${most + 2} bytes exceed the ${most} that this Asterisk reads as one line`,
    );
  }
});

Deno.test("maxCommandBytes() knows which Asterisk has the larger buffer", () => {
  const small = [
    "",
    "unknown",
    "16.28.0~dfsg-0+deb11u4",
    "18.99.0",
    "19.8.1",
    "20.15.2",
    "21.10.2",
    "22.5.9",
    "GIT-master-abcdef",
    "certified/20.7-cert5",
    "SVN-trunk-r1234",
    "99999.1",
  ];
  for (const version of small) assertEquals(maxCommandBytes(version), 2046, version);
  const large = [
    "20.16.0",
    "21.11.0",
    "22.6.0",
    "22.10.1+dfsg+~cs6.17.60671434-1",
    "23.0.0",
    "24.1",
  ];
  for (const version of large) assertEquals(maxCommandBytes(version), 8190, version);
});
