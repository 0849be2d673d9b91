import { assertEquals } from "@std/assert";
import { DigitMask } from "../../src/recording/digit_mask.ts";

/** What becomes of a dialogue: `>` lines are sent, `<` lines received. */
function masked(...lines: string[]): string[] {
  return maskedBy(new DigitMask(), lines);
}

function maskedBy(mask: DigitMask, lines: readonly string[]): string[] {
  return lines.map((line) => {
    const text = `${line.slice(2)}\n`;
    const result = line.startsWith(">") ? mask.sent(text) : mask.received(text);
    return line.slice(0, 2) + result.slice(0, -1);
  });
}

Deno.test("DigitMask masks what GET DATA read, with its length, and nothing else of a reply", () => {
  for (
    const [reply, expected] of [
      ["200 result=1234", "200 result=****"],
      ["200 result=12 (timeout)", "200 result=** (timeout)"],
      ["200 result= (timeout)", "200 result= (timeout)"],
      ["200 result=", "200 result="],
      ["200 result=-1", "200 result=-1"],
    ] as const
  ) {
    const [, got] = masked('> GET DATA "vm-password" "5000" "4"', `< ${reply}`);
    assertEquals(got, `< ${expected}`);
  }
});

Deno.test("DigitMask masks the codes of keys, and leaves what is none", () => {
  for (
    const [command, reply, expected] of [
      ["WAIT FOR DIGIT 2000", "200 result=53", "200 result=42"],
      ["WAIT FOR DIGIT 2000", "200 result=0", "200 result=0"],
      ["WAIT FOR DIGIT 2000", "200 result=1", "200 result=1"],
      ["STREAM FILE a 5", "200 result=53 endpos=5760", "200 result=42 endpos=5760"],
      ["STREAM FILE a 5", "200 result=-1 endpos=8000", "200 result=-1 endpos=8000"],
      ["get option a 5", "200 result=35 endpos=1", "200 result=42 endpos=1"],
      ["SAY DATE 1 5", "200 result=53", "200 result=42"],
      ["RECORD FILE f wav #", "200 result=35 (dtmf) endpos=1", "200 result=42 (dtmf) endpos=1"],
      [
        "RECORD FILE f wav #",
        "200 result=53 (timeout) endpos=1",
        "200 result=53 (timeout) endpos=1",
      ],
      ["RECEIVE CHAR 1000", "200 result=53", "200 result=42"],
      ["RECEIVE TEXT 1000", "200 result=1 (my pin is 4711)", "200 result=1 (my pin is ****)"],
      [
        "SPEECH RECOGNIZE a 5",
        "200 result=1 (digit) digit=5 endpos=9",
        "200 result=1 (digit) digit=* endpos=9",
      ],
      ["NOOP", "200 result=53", "200 result=53"],
      ["GET DATA a", "510 Invalid or unknown command", "510 Invalid or unknown command"],
    ] as const
  ) {
    assertEquals(masked(`> ${command}`, `< ${reply}`)[1], `< ${expected}`, command);
  }
});

Deno.test("DigitMask masks what is said by SAY, and only that", () => {
  assertEquals(masked('> SAY DIGITS "4711" "12"'), ['> SAY DIGITS "****" "12"']);
  assertEquals(masked("> say number 4711 5"), ["> say number **** 5"]);
  assertEquals(masked('> SAY ALPHA "a\\"1" ""'), ['> SAY ALPHA "a\\"*" ""']);
  assertEquals(masked('> SAY DATE "1700000000" "5"'), ['> SAY DATE "1700000000" "5"']);
});

Deno.test("DigitMask masks digits that come again, in both directions", () => {
  assertEquals(
    masked(
      "> GET DATA a",
      "< 200 result=98765",
      '> SET VARIABLE "PIN" "98765"',
      "< 200 result=1",
      '> EXEC "Dial" "PJSIP/98765,20"',
      "< 200 result=0",
      '> GET VARIABLE "X"',
      "< 200 result=1 (PJSIP/98765 and 20)",
      '> VERBOSE "12 12345" "1"',
    ),
    [
      "> GET DATA a",
      "< 200 result=*****",
      '> SET VARIABLE "PIN" "*****"',
      "< 200 result=1",
      '> EXEC "Dial" "PJSIP/*****,20"',
      "< 200 result=0",
      '> GET VARIABLE "X"',
      "< 200 result=1 (PJSIP/***** and 20)",
      '> VERBOSE "12 12345" "1"',
    ],
  );
});

Deno.test("DigitMask puts keys that were read one by one together", () => {
  const read = [..."4711"].flatMap((key) => [
    "> WAIT FOR DIGIT 1000",
    `< 200 result=${key.charCodeAt(0)}`,
  ]);
  assertEquals(
    masked(...read, '> SET VARIABLE "PIN" "4711"').at(-1),
    '> SET VARIABLE "PIN" "****"',
  );
});

Deno.test("DigitMask stays in step when a command is stopped by an echo", () => {
  const token = "tipring-01234567-89ab-cdef-0123-456789abcdef";
  const echo = [`> GET FULL VARIABLE "${token}"`, `< 200 result=1 (${token})`] as const;
  // Not answered, answered, and an echo that was asked for twice.
  for (const replies of [[], ["< 200 result=98765"]]) {
    const lines = ["> GET DATA a", echo[0], ...replies, echo[1], "> NOOP", "< 200 result=53"];
    const result = masked(...lines);
    assertEquals(result.slice(-3), [echo[1], "> NOOP", "< 200 result=53"]);
    assertEquals(result.includes("< 200 result=98765"), false);
  }
});

Deno.test("DigitMask takes little time for hostile lines", () => {
  const mask = new DigitMask();
  mask.sent("GET DATA a\n");
  mask.received(`200 result=${"1234567890".repeat(100)}\n`);
  const begun = performance.now();
  mask.sent(`VERBOSE "${"123 ".repeat(300_000)}"\n`);
  assertEquals(performance.now() - begun < 2000, true);
});

Deno.test("DigitMask with keepKeys keeps a key that stands alone, and masks all others", () => {
  const lines = [
    ['> STREAM FILE "menu" "12"', '> STREAM FILE "menu" "12"'],
    ["< 200 result=49 endpos=800", "< 200 result=49 endpos=800"],
    ['> SET VARIABLE "A" "1"', '> SET VARIABLE "A" "1"'],
    ["< 200 result=1", "< 200 result=1"],
    ['> GET DATA "menu" "5000" "1"', '> GET DATA "menu" "5000" "1"'],
    ["< 200 result=7", "< 200 result=7"],
    ['> GET DATA "pin" "5000" "4"', '> GET DATA "pin" "5000" "4"'],
    ["< 200 result=4711", "< 200 result=****"],
    ['> WAIT FOR DIGIT "5000"', '> WAIT FOR DIGIT "5000"'],
    ["< 200 result=49", "< 200 result=49"],
    ['> WAIT FOR DIGIT "5000"', '> WAIT FOR DIGIT "5000"'],
    ["< 200 result=50", "< 200 result=42"],
    ['> WAIT FOR DIGIT "5000"', '> WAIT FOR DIGIT "5000"'],
    ["< 200 result=51", "< 200 result=42"],
    ['> SAY DIGITS "4711" ""', '> SAY DIGITS "****" ""'],
  ] as const;
  const got = maskedBy(new DigitMask({ keepKeys: true }), lines.map(([line]) => line));
  assertEquals(got, lines.map(([, expected]) => expected));
});

Deno.test("DigitMask masks what Read put into its variable, and leaves the texts of this library", () => {
  const token = "tipring-12345678-1234-1234-1234-123456789012";
  const full = `> GET FULL VARIABLE "\${READSTATUS}${token},\${TIPRING_READ}${token}"`;
  const lines = masked(
    '> EXEC "Read" "TIPRING_READ,vm-password,4"',
    "< 200 result=0",
    full,
    `< 200 result=1 (OK${token},4711${token})`,
    '> SET VARIABLE "PIN" "4711"',
    "< 200 result=1",
    '> GET VARIABLE "TIPRING_READ"',
    "< 200 result=1 (4711)",
    '> GET VARIABLE "OTHER"',
    "< 200 result=1 (12)",
  );
  assertEquals(lines.filter((_, at) => at > 1), [
    full,
    `< 200 result=1 (OK${token},****${token})`,
    '> SET VARIABLE "PIN" "****"',
    "< 200 result=1",
    '> GET VARIABLE "TIPRING_READ"',
    "< 200 result=1 (****)",
    '> GET VARIABLE "OTHER"',
    "< 200 result=1 (12)",
  ]);
});
