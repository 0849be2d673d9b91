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

Deno.test("DigitMask masks the arguments of SAY, dates too, and not the digits that end it", () => {
  assertEquals(masked('> SAY DIGITS "4711" "12"'), ['> SAY DIGITS "****" "12"']);
  assertEquals(masked("> say number 4711 5"), ["> say number **** 5"]);
  assertEquals(masked('> SAY ALPHA "a\\"1" ""'), ['> SAY ALPHA "a\\"*" ""']);
  assertEquals(masked('> SAY DATE "1700000000" "5"'), ['> SAY DATE "**********" "5"']);
});

Deno.test("DigitMask masks whatever could be made of digits, in both directions", () => {
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
      '> EXEC "Dial" "PJSIP/*****,**"',
      "< 200 result=0",
      '> GET VARIABLE "X"',
      "< 200 result=1 (PJSIP/***** and **)",
      '> VERBOSE "** *****" "1"',
    ],
  );
});

Deno.test("DigitMask masks values that it never saw being entered", () => {
  const token = "tipring-01234567-89ab-cdef-0123-456789abcdef";
  for (
    const [dialogue, expected] of [
      // EXEC Read puts digits into a variable, Gosub may return them.
      [[
        '> EXEC "Read" "PIN,pin,4"',
        "< 200 result=0",
        '> GET VARIABLE "PIN"',
        "< 200 result=1 (47)",
      ], [
        '> EXEC "Read" "PIN,pin,*"',
        "< 200 result=0",
        '> GET VARIABLE "PIN"',
        "< 200 result=1 (**)",
      ]],
      [[`> GET FULL VARIABLE "\${GOSUB_RETVAL}${token}"`, `< 200 result=1 (4711${token})`], [
        `> GET FULL VARIABLE "\${GOSUB_RETVAL}${token}"`,
        `< 200 result=1 (****${token})`,
      ]],
      // A value of several lines.
      [['> GET VARIABLE "X"', "< 200 result=1 (1", "< 200 result=53", "< 3)"], [
        '> GET VARIABLE "X"',
        "< 200 result=1 (*",
        "< 200 result=53",
        "< *)",
      ]],
      [['> DATABASE PUT "pin" "4711" "0815"'], ['> DATABASE PUT "pin" "****" "****"']],
      [['> STREAM FILE "digits/5" "#" "0"'], ['> STREAM FILE "digits/*" "#" "0"']],
      [["> NOOP 4711 a5"], ["> NOOP **** a*"]],
      [['> GET DATA "a1" "5000" "4"'], ['> GET DATA "a*" "5000" "4"']],
      [["< agi_network: yes", "< agi_arg_1: 4711", "< agi_extension: 0815", "< agi_priority: 1"], [
        "< agi_network: yes",
        "< agi_arg_1: ****",
        "< agi_extension: ****",
        "< agi_priority: 1",
      ]],
      [["< agi_request: agi://127.0.0.1:4573/pin/4711"], [
        "< agi_request: agi://127.0.0.1:4573/pin/****",
      ]],
      [["< ", "< agi_arg_1: 1", "< 4711"], ["< ", "< agi_arg_*: *", "< ****"]],
    ] as const
  ) {
    assertEquals(masked(...dialogue), [...expected]);
  }
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
  mask.sent("SPEECH RECOGNIZE a 5\n");
  mask.received(`200 result=1 (speech) text0="${"1".repeat(1_000_000)}\n`);
  mask.received(`200 result=1 (${" endpos=1".repeat(100_000)}\n`);
  // A quadratic pattern would take hours.
  assertEquals(performance.now() - begun < 60_000, true);
});

Deno.test("DigitMask with keepKeys keeps a key that stands alone, and masks all others", () => {
  const lines = [
    ['> STREAM FILE "menu" "12"', '> STREAM FILE "menu" "12"'],
    ["< 200 result=49 endpos=800", "< 200 result=49 endpos=800"],
    ['> SET VARIABLE "A" "1"', '> SET VARIABLE "A" "*"'],
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
