import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  amd,
  background,
  bridge,
  confBridge,
  goto,
  hangup,
  mixMonitor,
  originate,
  page,
  playback,
  queue,
  read,
  stopMixMonitor,
  transfer,
  voicemail,
  wait,
} from "../../src/applications/mod.ts";
import type { Channel } from "../../src/channel.ts";
import { execute } from "./_exec.ts";

type Run = (channel: Channel) => Promise<unknown>;

/** What each application gets, by what its function was given. */
const SENT: readonly [application: string, run: Run, options: string][] = [
  ["Queue", (c) => queue(c, "support"), "support,c"],
  ["Queue", (c) => queue(c, 'a,"b', { timeout: 1500 }), 'a\\,\\"b,c,,,2'],
  [
    "Queue",
    (c) => queue(c, "q", { announce: ["a", "b"], gosub: "g", rule: "r", position: 2, ring: true }),
    "q,cr,,a&b,,,g,r,2",
  ],
  ["Queue", (c) => queue(c, "q", { noRetries: true, allowHangup: "both" }), "q,cnHh"],
  ["VoiceMail", (c) => voicemail(c, ["100", "200@work"]), "100&200@work"],
  [
    "VoiceMail",
    (c) => voicemail(c, "1", { greeting: "busy", skipInstructions: true, beep: "a,b" }),
    "1,sbt(a\\,b)",
  ],
  ["VoiceMail", (c) => voicemail(c, "1", { greeting: "unavailable", beep: false }), "1,ut"],
  ["Playback", (c) => playback(c, ["a", "b, c"]), "a&b\\, c"],
  ["Playback", (c) => playback(c, "a", { skip: true, noAnswer: true }), "a,skip,noanswer"],
  ["BackGround", (c) => background(c, "a"), "a"],
  [
    "BackGround",
    (c) => background(c, "a", { noAnswer: true, interrupt: "extension", language: "de" }),
    "a,nm,de",
  ],
  ["BackGround", (c) => background(c, "a", { context: "x" }), "a,,,x"],
  ["Read", (c) => read(c), "TIPRING_READ"],
  [
    "Read",
    (c) => read(c, { prompt: ["a", "b"], maxDigits: 4, terminators: "*#", timeout: 2500 }),
    "TIPRING_READ,a&b,4,t(*#),,2.5",
  ],
  ["Read", (c) => read(c, { terminators: "", attempts: 3 }), "TIPRING_READ,,,t,3"],
  ["ConfBridge", (c) => confBridge(c, "a,b"), "a\\,b"],
  ["ConfBridge", (c) => confBridge(c, "1", { menu: "m" }), "1,,,m"],
  [
    "MixMonitor",
    (c) => mixMonitor(c, "a, b.wav", { append: true, beep: 5, delay: 500, spokenVolume: -2 }),
    "a\\, b.wav,i(TIPRING_MIXMONITOR)aV(-2)s(0.5)B(5)",
  ],
  [
    "MixMonitor",
    (c) => mixMonitor(c, "/a.wav", { receiveFile: "r.wav", beep: true }),
    "/a.wav,i(TIPRING_MIXMONITOR)r(r.wav)B",
  ],
  ["StopMixMonitor", (c) => stopMixMonitor(c, "0x1"), "0x1"],
  ["AMD", (c) => amd(c), ""],
  ["AMD", (c) => amd(c, { initialSilence: 2500, maximumNumberOfWords: 3 }), "2500,,,,,,3"],
  ["Transfer", (c) => transfer(c, "PJSIP/sip:1@x"), "PJSIP/sip:1@x"],
  [
    "Originate",
    (c) => originate(c, "PJSIP/1", { context: "a", extension: 5, priority: 2 }, { async: true }),
    "PJSIP/1,exten,a,5,2,,a",
  ],
  [
    "Originate",
    (c) => originate(c, "PJSIP/1", { application: "Playback", args: ["a,b", "skip"] }),
    "PJSIP/1,app,Playback,a\\\\\\,b\\,skip",
  ],
  [
    "Originate",
    (c) => originate(c, "P/1", { context: "a", extension: "s" }, { callerIdName: "A, B" }),
    "P/1,exten,a,s,1,,n(A\\, B)",
  ],
  ["Page", (c) => page(c, ["P/1", "P/2"], { timeout: 1, quiet: true }), "P/1&P/2,q,1"],
  ["Bridge", (c) => bridge(c, "P/1-0001", { hangUpOther: true }), "P/1-0001,x"],
  ["Wait", (c) => wait(c, 1500), "1.5"],
  ["Hangup", (c) => hangup(c, "call-rejected"), "21"],
  ["Hangup", (c) => hangup(c), "16"],
  ["Goto", (c) => goto(c, { context: "a", extension: 5 }), "a,5,1"],
  ["Goto", (c) => goto(c, { priority: "label" }), "label"],
];

/** What the functions expect to read. */
const VARIABLES = {
  QUEUESTATUS: "CONTINUE",
  VMSTATUS: "SUCCESS",
  PLAYBACKSTATUS: "SUCCESS",
  BACKGROUNDSTATUS: "SUCCESS",
  READSTATUS: "OK",
  CONFBRIDGE_RESULT: "HANGUP",
  TIPRING_MIXMONITOR: "0x1",
  AMDSTATUS: "HUMAN",
  TRANSFERSTATUS: "SUCCESS",
  ORIGINATE_STATUS: "SUCCESS",
  BRIDGERESULT: "SUCCESS",
};

for (const [application, run, expected] of SENT) {
  Deno.test(`an application gets what it reads as its arguments: ${application}(${expected})`, async () => {
    const { options, error } = await execute(application, run, VARIABLES);
    assertEquals([options, error], [expected, undefined]);
  });
}

Deno.test("queue() leaves the place of the macro empty up to Asterisk 20", async () => {
  const run: Run = (channel) => queue(channel, "q", { gosub: "g", position: 2 });
  for (
    const [version, expected] of [
      ["16.28.0~dfsg", "q,c,,,,,,g,,2"],
      ["certified/20.7-cert1", "q,c,,,,,,g,,2"],
      ["21.0.0", "q,c,,,,,g,,2"],
      ["GIT-master-abc", "q,c,,,,,g,,2"],
    ] as const
  ) {
    const { options } = await execute("Queue", run, VARIABLES, 0, version);
    assertEquals(options, expected, version);
  }
});

/** Wrong arguments, as somebody without a type checker may give them. */
const WRONG: readonly [run: Run, message: string][] = [
  [(c) => queue(c, ""), "queue() name is empty"],
  [(c) => queue(c, "q", { position: 0 }), "queue() position * is not an integer from 1"],
  [(c) => queue(c, "q", { announce: "a&b" }), 'queue() announce "a&b" must not hold "&"'],
  [(c) => voicemail(c, "4711&1"), 'voicemail() mailbox "****&*" must not hold "&"'],
  [(c) => voicemail(c, "1,s"), 'voicemail() mailbox "*,s" must not hold ","'],
  [
    (c) => voicemail(c, "1", { greeting: "hello" as never }),
    'voicemail() greeting is "hello" (pass one of "busy", "unavailable")',
  ],
  [(c) => playback(c, []), "playback() file is an empty list"],
  [(c) => playback(c, "a'b"), 'playback() file "a\'b" must not hold "\'"'],
  [(c) => playback(c, "a", { say: true } as never), 'playback() has no option "say" (its options'],
  [(c) => background(c, "a", { interrupt: "no" as never }), 'background() interrupt is "no" (pass'],
  [(c) => read(c, { maxDigits: 256 }), "read() maxDigits *** is not an integer from 1 to 255"],
  [(c) => read(c, { terminators: "1)" }), "read() terminators hold something other than"],
  [(c) => confBridge(c, "${SHELL(x)}"), 'confBridge() conference "${SHELL(x)}" holds "${"'],
  [(c) => mixMonitor(c, "/etc/passwd"), "mixMonitor() file has no extension (add a format"],
  [(c) => mixMonitor(c, "a.wav", { receiveFile: "a)b" }), 'mixMonitor() receiveFile "a)b" must'],
  [(c) => mixMonitor(c, "a.wav", { heardVolume: 5 }), "mixMonitor() heardVolume * is not an"],
  [(c) => amd(c, { greeting: -1 }), "amd() greeting -1 is not above 0"],
  [(c) => transfer(c, "a\nb"), "holds CR, LF or NUL, which AGI cannot send"],
  [
    (c) => originate(c, "1234", { context: "a", extension: 1 }),
    'originate() destination "****" is not a Technology/Resource',
  ],
  [(c) => originate(c, "P/1", {} as never), "originate() context is of type undefined"],
  [(c) => originate(c, "P/1", { application: "" }), "originate() application is empty"],
  [
    (c) => originate(c, "P/1", { context: "a", extension: 1 }, { callerId: "1)a" }),
    'originate() callerId "*)a" must not hold ")"',
  ],
  [(c) => page(c, ["P/1", "P"]), 'page() destination "P" is not a Technology/Resource'],
  [(c) => bridge(c, ""), "bridge() channel is empty"],
  [(c) => wait(c, -1), "wait() duration -1 is not above 0"],
  [(c) => wait(c, undefined as never), "wait() duration is null (pass a number"],
  [(c) => hangup(c, "busy" as never), 'hangup() cause is "busy" (pass one of "unallocated-number"'],
  [(c) => hangup(c, 200), "hangup() cause *** is not an integer from 1 to 127"],
  [(c) => goto(c, { context: "a" }), "goto() context requires an extension"],
  [(c) => goto(c, { extension: "1,2" }), 'goto() extension "*,*" must not hold ","'],
  [(c) => goto(c, { priority: 0 }), "goto() priority * is not an integer from 1"],
];

for (const [run, message] of WRONG) {
  Deno.test(`an application sends nothing when ${message}`, async () => {
    let commands = -1;
    const { error } = await execute("NoOp", async (channel) => {
      const before = channel.execute.bind(channel);
      channel.afterHangup.execute = (command) => {
        commands++;
        return before(command);
      };
      commands = 0;
      await run(channel);
    });
    if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
    assertStringIncludes(error.message, message);
    assertEquals(commands, 0);
  });
}

Deno.test("queue() has no times where Asterisk measures none", async () => {
  const run = (channel: Channel) => queue(channel, "q");
  const served = await execute("Queue", run, { QUEUESTATUS: "CONTINUE" });
  assertEquals([served.result?.answeredTime, served.result?.waitTime], [null, null]);
  const left = await execute("Queue", run, { ABANDONED: "TRUE" }, -1);
  assertEquals([left.result?.status, left.result?.answeredTime], ["ABANDONED", 0]);
});
