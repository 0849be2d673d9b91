/**
 * The contract: calls that go the same way on the simulated Asterisk and on the real one. Each has a
 * handler, a caller, and what must come of it; `tests/testing/contract_test.ts` and
 * `tests/asterisk/contract_test.ts` place them.
 *
 * @module
 */
import type { AgiRequest, Channel } from "../mod.ts";
import type { Caller } from "../src/testing/mod.ts";

/** What the caller of a contract can do on both. */
export type ContractCaller = Pick<Caller, "press" | "say" | "wait" | "hears" | "hangUp">;

/** One call. */
export interface Contract {
  readonly name: string;
  /** The path of the address. */
  readonly path?: string;
  /** The arguments of the AGI, without commas and quotes. */
  readonly args?: readonly string[];
  /** Whether the channel is answered ("up", the default), not, or dead before the AGI begins. */
  readonly state?: "up" | "ringing" | "dead";
  /** Gives back what it saw, as JSON could hold it. */
  readonly handler: (channel: Channel, request: AgiRequest) => Promise<unknown>;
  /** What the caller does; nothing by default. */
  readonly caller?: (caller: ContractCaller) => Promise<void>;
  /** What the handler is to give back. */
  readonly expected: unknown;
  /** AGISTATUS; SUCCESS by default, `null` if there is none to read. */
  readonly status?: string | null;
  /** The arguments of the `Gosub` in whose subroutine the AGI runs; in none by default. */
  readonly gosub?: readonly string[];
  /** What differs on Asterisk 16. */
  readonly on16?: {
    readonly reason: string;
    readonly expected?: unknown;
    readonly status?: string;
  };
}

/** What a version is to give back, and AGISTATUS. */
export function expectedOf(
  { expected, status = "SUCCESS", on16 }: Contract,
  version: string,
): { expected: unknown; status: string | null } {
  if (!version.startsWith("16") || on16 === undefined) return { expected, status };
  return { expected: on16.expected ?? expected, status: on16.status ?? status };
}

/** More than any command takes, in milliseconds. */
const timeout = 20_000;

/** What AGI can write, but could be taken for something else. */
const ODD = 'back\\slash, "quotes", ${EXTEN} $[1+1] (a] %d ;& ünï 文 ): x ';

/** The name of the error that a promise rejects with, or what it resolves with. */
function nameOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error) => error.name);
}

/** Waits until the call is over. Returns the name of the reason. */
function over({ signal }: Channel): Promise<string> {
  if (signal.aborted) return Promise.resolve(signal.reason.name);
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(signal.reason.name));
  });
}

/** The other end of a Local channel. */
function otherEnd({ environment }: Channel): string {
  return `${environment.channel}`.replace(/;2$/, ";1");
}

/** All contracts. The sounds are those of every Asterisk: `beep` is short, `demo-congrats` long. */
export const CONTRACTS: readonly Contract[] = [
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
  {
    name: "a channel that rings is answered",
    state: "ringing",
    handler: async (channel) => {
      const before = await channel.channelStatus();
      await channel.answer();
      return [before, await channel.channelStatus(), await channel.channelStatus("none/1")];
    },
    expected: ["ring", "up", null],
  },
  {
    name: "commands that are given at once run one after the other",
    handler: (channel) =>
      Promise.all([
        channel.streamFile("beep"),
        channel.getVariable("NOT_SET"),
        nameOf(channel.streamFile("no-such-file")),
        channel.sayDigits("7"),
      ]),
    expected: [{ digit: null, endpos: 3520 }, null, "AgiAppError", null],
    status: "FAILURE",
  },
  {
    name: "a command that is stopped leaves the rest in step",
    handler: async (channel) => {
      const brief = channel.with({ timeout: 300 });
      return [
        await nameOf(brief.streamFile("demo-congrats")),
        await nameOf(brief.getData("demo-congrats")),
        await nameOf(brief.waitForDigit()),
        await channel.getVariable("NOT_SET"),
        await channel.channelStatus(),
      ];
    },
    expected: ["AgiTimeoutError", "AgiTimeoutError", "AgiTimeoutError", null, "up"],
  },
  {
    name: "the caller hangs up during a file",
    handler: async (channel) => {
      const ended = await nameOf(channel.streamFile("demo-congrats"));
      await channel.afterHangup.setVariable("AFTER", "hangup");
      return [
        ended,
        channel.signal.aborted,
        await nameOf(channel.streamFile("beep")),
        await channel.afterHangup.getVariable("AFTER"),
        await channel.afterHangup.exec("NoOp"),
      ];
    },
    caller: async (caller) => {
      await caller.hears("demo-congrats");
      await caller.wait(300);
      await caller.hangUp();
    },
    expected: ["AgiResultHangup", true, "AgiResultHangup", "hangup", 0],
    status: "HANGUP",
  },
  {
    name: "the caller hangs up while no command runs",
    handler: async (channel) => {
      await channel.streamFile("beep");
      return [await over(channel), await nameOf(channel.noop())];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1000);
      await caller.hangUp();
    },
    expected: ["AgiResultHangup", "AgiResultHangup"],
    status: "HANGUP",
  },
  {
    name: "the handler hangs up",
    handler: async (channel) => [
      await channel.hangup("none/1"),
      await channel.hangup(),
      await over(channel),
      await channel.afterHangup.getVariable("NOT_SET"),
    ],
    expected: [false, true, "AgiResultHangup", null],
    status: "HANGUP",
  },
  {
    name: "a time limit hangs up",
    handler: async (channel) => {
      await channel.setAutohangup(600);
      return await nameOf(channel.streamFile("demo-congrats"));
    },
    expected: "AgiResultHangup",
    status: "HANGUP",
  },
  {
    name: "an AGI of the h extension begins after the hangup",
    state: "dead",
    handler: async (channel) => {
      const refused = await nameOf(channel.answer());
      await channel.setVariable("POST", "call");
      return [refused, channel.signal.aborted, await channel.getVariable("POST")];
    },
    expected: ["AgiDeadChannelError", false, "call"],
    status: null,
  },
  {
    name: "Goto leads to the priority that it names",
    handler: async (channel) => {
      const result = await channel.exec("Goto", "test", "next", 1);
      const place = ["CONTEXT", "EXTEN", "PRIORITY"].map((name) => channel.getVariable(name));
      return [result, ...await Promise.all(place)];
    },
    expected: [0, "test", "next", "0"],
  },
  {
    name: "applications that split their arguments take escaped commas",
    handler: async (channel) => [
      await channel.exec("MSet", "M1=a,b", 'M2="c"'),
      await channel.getVariable("M1"),
      await channel.getVariable("M2"),
      await channel.exec("Playback", "no,such&beep"),
      await channel.getVariable("PLAYBACKSTATUS"),
    ],
    expected: [0, "a,b", '"c"', 0, "FAILED"],
  },
  {
    name: "a recording is as long when it is played back",
    handler: async (channel) => {
      const file = "/tmp/contract-length";
      const recorded = await channel.recordFile(file, { timeout: 700 });
      const played = await channel.streamFile(file);
      if (!("endpos" in recorded)) return recorded;
      return [recorded.reason, Math.abs(recorded.endpos - played.endpos) <= 320];
    },
    expected: ["timeout", true],
  },
  {
    name: "an AGI of the h extension cannot wait, and has the cause of the hangup",
    state: "dead",
    handler: async (channel) => {
      const begun = performance.now();
      const waited = await channel.exec("Wait", 1);
      return [waited, performance.now() - begun < 900, await channel.getVariable("HANGUPCAUSE")];
    },
    expected: [-1, true, "16"],
    status: null,
  },
  {
    name: "the caller's hangup has a cause, and applications still wait",
    handler: async (channel) => {
      await nameOf(channel.streamFile("demo-congrats"));
      return [
        await channel.afterHangup.getVariable("HANGUPCAUSE"),
        await channel.afterHangup.exec("Wait", 0.1),
      ];
    },
    caller: async (caller) => {
      await caller.hears("demo-congrats");
      await caller.wait(300);
      await caller.hangUp();
    },
    expected: ["0", 0],
    status: "HANGUP",
  },
  {
    name: "the handler's own hangup has no cause",
    handler: async (channel) => {
      await channel.hangup();
      return await channel.afterHangup.getVariable("HANGUPCAUSE");
    },
    expected: "0",
    status: "HANGUP",
  },
  {
    name: "sayDatetime() fails where a sound is missing",
    handler: async (channel) => [
      await nameOf(channel.sayDatetime(0, { format: "'no-such-file'" })),
      await channel.channelStatus(),
    ],
    expected: ["AgiAppError", "up"],
    status: "FAILURE",
  },
  {
    name: "Background ends by a digit, and sets BACKGROUNDSTATUS",
    handler: async (channel) => [
      await channel.exec("Background", "demo-congrats"),
      await channel.getVariable("BACKGROUNDSTATUS"),
      await channel.exec("Background", "no-such-file"),
      await channel.getVariable("BACKGROUNDSTATUS"),
      await channel.exec("Background", "beep"),
      await channel.getVariable("BACKGROUNDSTATUS"),
    ],
    caller: async (caller) => {
      await caller.hears("demo-congrats");
      await caller.wait(300);
      await caller.press("5");
    },
    expected: [53, "SUCCESS", 0, "FAILED", 0, "SUCCESS"],
  },
  {
    name: "Playback answers a channel, unless it shall not",
    state: "ringing",
    handler: async (channel) => [
      await channel.exec("Playback", "beep", "noanswer"),
      await channel.channelStatus(),
      await channel.exec("Playback", "beep", "skip"),
      await channel.channelStatus(),
      await channel.exec("Playback", "beep"),
      await channel.channelStatus(),
    ],
    expected: [0, "ring", 0, "ring", 0, "up"],
  },
  {
    name: "Playback is cut by a hangup",
    handler: async (channel) => {
      const played = await channel.exec("Playback", "demo-congrats").catch((error) => error.name);
      return [played, await over(channel)];
    },
    caller: async (caller) => {
      await caller.hears("demo-congrats");
      await caller.wait(300);
      await caller.hangUp();
    },
    expected: ["AgiResultHangup", "AgiResultHangup"],
    status: "HANGUP",
    on16: {
      reason: "Playback returns 0 there when a hangup cuts it",
      expected: [0, "AgiResultHangup"],
    },
  },
  {
    name: "Return leads out of a subroutine",
    gosub: ["one", "two"],
    handler: async (channel) => {
      await channel.setVariable("LOCAL(own)", "1");
      return [
        await channel.getVariable("ARG1"),
        await channel.getVariable("ARG2"),
        await channel.getVariable("ARGC"),
        await channel.getVariable("LOCAL(own)"),
        await channel.getVariable("own"),
        await channel.exec("Return", "value"),
        await channel.getVariable("GOSUB_RETVAL"),
      ];
    },
    expected: ["one", "two", "2", "1", "1", 0, "value"],
  },
  {
    name: "another channel has a state, and can be hung up",
    handler: async (channel) => {
      const other = otherEnd(channel);
      return [
        await channel.channelStatus(other),
        await channel.getFullVariable("${CHANNEL(state)}"),
        await channel.hangup(other),
        await over(channel),
      ];
    },
    expected: ["up", "Up", true, "AgiResultHangup"],
    status: "HANGUP",
  },
  {
    name: "letters are called by their case",
    handler: async (channel) => [
      await nameOf(channel.sayAlpha("a1", { caseSensitivity: "upper" })),
      await nameOf(channel.sayAlpha("B", { caseSensitivity: "upper" })),
      await nameOf(channel.sayAlpha("1ä")),
      await nameOf(channel.sayAlpha("ä1")),
    ],
    expected: [null, null, null, null],
    on16: {
      reason: "there are no sounds for the words of the case, nor for a first byte beyond ASCII",
      expected: [null, "AgiAppError", null, "AgiAppError"],
      status: "FAILURE",
    },
  },
];
