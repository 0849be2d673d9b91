/**
 * Contracts of single commands on a channel that nobody hangs up. The sounds are those of every
 * Asterisk: `beep` is short, `demo-congrats` long.
 *
 * @module
 */
import { type Contract, nameOf } from "./contract.ts";

/** More than any command takes, in milliseconds. */
const timeout = 20_000;

/** What AGI can write, but could be taken for something else. */
const ODD = 'back\\slash, "quotes", ${EXTEN} $[1+1] (a] %d ;& ünï 文 ): x ';

export const COMMAND_CONTRACTS: readonly Contract[] = [
  {
    name: "a request has path, query and arguments",
    path: "menu/de?x=1&y=a%20b",
    args: ["first", "second one"],
    handler: async ({ environment }, { script, args, query }) => {
      await Promise.resolve();
      return [script, args, [...query], environment.network, environment.enhanced];
    },
    expected: ["menu/de", ["first", "second one"], [["x", "1"], ["y", "a b"]], true, false],
  },
  {
    name: "getData() ends by #",
    handler: (channel) => channel.getData("beep", { timeout, maxDigits: 10 }),
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.press("12#");
    },
    expected: { digits: "12", timedOut: false },
  },
  {
    name: "getData() ends by the number of digits",
    handler: (channel) => channel.getData("demo-congrats", { timeout, maxDigits: 3 }),
    caller: async (caller) => {
      await caller.hears("demo-congrats");
      await caller.press("*0A");
    },
    expected: { digits: "*0A", timedOut: false },
  },
  {
    name: "getData() ends by time, with digits and without",
    handler: async (channel) => [
      await channel.getData("beep", { timeout: 1500 }),
      await channel.getData("beep", { timeout: 100 }),
    ],
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.press("45");
    },
    expected: [{ digits: "45", timedOut: true }, { digits: "", timedOut: true }],
  },
  {
    name: "a PIN is right at the second try",
    handler: async (channel) => {
      await channel.databasePut("contract", "pin", "1234");
      const tries: string[] = [];
      for (const prompt of ["beep", "vm-goodbye"]) {
        const { digits } = await channel.getData(prompt, { timeout, maxDigits: 4 });
        tries.push(digits);
        if (digits === await channel.databaseGet("contract", "pin")) break;
      }
      return [tries, await channel.databaseDeltree("contract")];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.press("99#");
      await caller.hears("vm-goodbye");
      await caller.press("1234");
    },
    expected: [["99", "1234"], true],
  },
  {
    name: "streamFile() ends by a digit, and by its end",
    handler: async (channel) => {
      const { digit } = await channel.streamFile("demo-congrats", { escapeDigits: "5#" });
      return [
        digit,
        await channel.streamFile("beep"),
        await channel.streamFile("beep", {
          offset: 1760,
        }),
      ];
    },
    caller: async (caller) => {
      await caller.hears("demo-congrats");
      await caller.press("25");
    },
    expected: ["5", { digit: null, endpos: 3520 }, { digit: null, endpos: 3520 }],
  },
  {
    name: "a missing file is no hangup",
    handler: async (channel) => [
      await nameOf(channel.streamFile("no-such-file")),
      await nameOf(channel.getData("no-such-file")),
      await nameOf(channel.getOption("no-such-file")),
      await nameOf(channel.controlStreamFile("no-such-file")),
      await channel.channelStatus(),
      channel.signal.aborted,
    ],
    expected: ["AgiAppError", "AgiAppError", "AgiAppError", "AgiAppError", "up", false],
    status: "FAILURE",
  },
  {
    name: "controlStreamFile() ends by a stop key",
    handler: async (channel) => {
      const { digit } = await channel.controlStreamFile("demo-congrats", { escapeDigits: "5" });
      return [
        digit,
        await channel.getVariable("CPLAYBACKSTATUS"),
        await channel.getVariable("CPLAYBACKSTOPKEY"),
      ];
    },
    caller: async (caller) => {
      await caller.hears("demo-congrats");
      await caller.press("35");
    },
    expected: ["5", "USERSTOPPED", "5"],
  },
  {
    name: "getOption() takes a digit behind the file",
    handler: async (channel) => {
      const options = { escapeDigits: "12", timeout };
      return [
        await channel.getOption("beep", options),
        await channel.getOption("beep", { timeout: 100 }),
      ];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(2000);
      await caller.press("2");
    },
    expected: [{ digit: "2", endpos: 3520 }, { digit: null, endpos: 3520 }],
  },
  {
    name: "waitForDigit() waits for time and for keys",
    handler: async (channel) => [
      await channel.waitForDigit({ timeout: 100 }),
      await channel.waitForDigit({ timeout: 0 }),
      await channel.streamFile("beep"),
      await channel.waitForDigit({ timeout }),
    ],
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(2000);
      await caller.press("*");
    },
    expected: [null, null, { digit: null, endpos: 3520 }, "*"],
  },
  {
    name: "what is said ends by a digit",
    handler: async (channel) => {
      const options = { escapeDigits: "5" };
      return [
        await channel.sayNumber(123_456, options),
        await channel.sayDigits(12),
        await channel.sayAlpha("b1"),
        await channel.sayPhonetic("k"),
      ];
    },
    caller: async (caller) => {
      await caller.hears("number 123456");
      await caller.press("5");
    },
    expected: ["5", null, null, null],
  },
  {
    name: "variables hold any text",
    handler: async (channel) => {
      await channel.setVariable("ODD", ODD);
      await channel.setVariable("EMPTY", "");
      await channel.setVariable("LONG", "x".repeat(2000));
      return [
        await channel.getVariable("ODD") === ODD,
        await channel.readVariable("ODD") === ODD,
        await channel.getVariable("EMPTY"),
        await channel.getVariable("NOT_SET"),
        await nameOf(channel.getVariable("LONG")),
        (await channel.readVariable("LONG")).length,
      ];
    },
    expected: [true, true, "", null, "AgiAppError", 2000],
  },
  {
    name: "templates have variables, functions and parts",
    handler: async (channel) => {
      await channel.setVariable("NAME", "world");
      const templates = [
        "${NAME:1:3} ${NAME:-2} ${NAME:0:-1} ${NAME:9}",
        "${LEN(${NAME})} ${TOUPPER(${NAME})} ${CHANNEL(state)} ${CHANNEL(language)}",
        "${URIENCODE(a b)} ${BASE64_ENCODE(abc)} ${BASE64_DECODE(YWJj)}",
        "$[1 + 2] ${UNSET} {}",
        "${NAME::2} ${NAME:1:-9} ${NAME:-9:2} ${LEN(a)b:c)} ${NAME",
        "a}b{c $${NAME} ${LEN(a:b)} $[10 - 2 - 3] $[2 + 3 * 4]",
      ];
      const texts: (string | null)[] = [];
      for (const template of templates) {
        texts.push(await channel.getFullVariable(template));
      }
      return texts;
    },
    expected: [
      "orl ld worl ",
      "5 WORLD Up en",
      "a%20b YWJj abc",
      "3  {}",
      "world  wo 1 world",
      "a}b{c $world 3 5 14",
    ],
  },
  {
    name: "setCallerid() sets number and name",
    handler: async (channel) => {
      const seen: unknown[] = [];
      for (
        const callerid of [
          ...["5551234", '"Jane, (Doe)" <5551234>', "Jane", "", "<5> x", "+49.30", "12a", "A <b>"],
        ]
      ) {
        await channel.setCallerid(callerid);
        seen.push(await channel.getVariable("CALLERID(all)"));
      }
      return seen;
    },
    expected: [
      ...['"" <5551234>', '"Jane, (Doe)" <5551234>', '"Jane" <>', '"" <>'],
      ...['"" <5>', '"" <+4930>', '"12a" <>', '"A" <b>'],
    ],
  },
  {
    name: "AstDB is a tree",
    handler: async (channel) => {
      await channel.databasePut("contract/a", "b", ODD);
      const found = await channel.databaseGet("contract", "a/b") === ODD;
      await channel.databaseDel("contract", "none");
      return [
        found,
        await channel.databaseGet("contract", "none"),
        await channel.databaseDeltree("contract", "a"),
        await channel.databaseDeltree("contract", "a"),
      ];
    },
    expected: [true, null, true, false],
  },
  {
    name: "exec() returns what the application returns",
    handler: async (channel) => [
      await channel.exec("NoOp"),
      await channel.exec("Set", "A=1"),
      await channel.getVariable("A"),
      await channel.exec("Return"),
      await channel.exec("Playback", "no-such-file"),
      await channel.getVariable("PLAYBACKSTATUS"),
      await nameOf(channel.exec("NoSuchApp")),
    ],
    expected: [0, 0, "1", -1, 0, "FAILED", "AgiAppError"],
  },
  {
    name: "gosub() runs a subroutine",
    handler: async (channel) => [
      await channel.gosub("sub", "s", { args: ["one", "two"] }),
      await channel.getVariable("SUB_ARGS"),
      await channel.getVariable("GOSUB_RETVAL"),
      await nameOf(channel.gosub("sub", "none")),
    ],
    expected: [{ completed: true }, "one-two", "back:one", "AgiAppError"],
    status: "FAILURE",
  },
  {
    name: "texts come and do not come",
    handler: async (channel) => [
      await channel.receiveText({ timeout: 0 }),
      await channel.receiveChar({ timeout: 100 }),
      await channel.streamFile("beep"),
      await channel.receiveText({ timeout }),
    ],
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(2000);
      await caller.say('hello (there) "x" ü');
    },
    expected: [null, null, { digit: null, endpos: 3520 }, 'hello (there) "x" ü'],
    status: "FAILURE",
  },
  {
    name: "there is no speech engine",
    handler: async (channel) => [
      await nameOf(channel.speechCreate()),
      await nameOf(channel.speechRecognize("beep", { timeout: 1000 })),
      await channel.speechDestroy(),
    ],
    expected: ["AgiAppError", "AgiAppError", false],
  },
  {
    name: "recordFile() tells how it ended",
    handler: async (channel) => {
      const nowhere = await channel.recordFile("/nonexistent/dir/x", { timeout });
      const { reason } = await channel.recordFile("/tmp/contract", {
        escapeDigits: "#",
        timeout,
        beep: true,
      });
      return [nowhere, reason];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1000);
      await caller.press("1#");
    },
    expected: [{ reason: "unwritable", path: "/nonexistent/dir/x.wav" }, "digit"],
    status: "FAILURE",
  },
  {
    name: "what asks for nothing is answered",
    handler: async (channel) => {
      await channel.noop("a note", '"quoted"');
      await channel.verbose("a note", { level: 9 });
      await channel.asyncAgiBreak();
      await channel.sendText("");
      await channel.sendImage("none");
      await channel.setMusic(true);
      await channel.setMusic(false);
      await channel.setAutohangup(Infinity);
      return [await channel.tddMode("on"), await channel.channelStatus()];
    },
    expected: [false, "up"],
  },
  {
    name: "a place in the dialplan is read back",
    handler: async (channel) => {
      await channel.setContext("test");
      await channel.setExtension("next");
      await channel.setPriority(1);
      const seen = [await channel.getVariable("CONTEXT"), await channel.getVariable("EXTEN")];
      return [...seen, await nameOf(channel.setPriority("no-such-label"))];
    },
    expected: ["test", "next", "AgiUsageError"],
  },
];
