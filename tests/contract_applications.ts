/**
 * Contracts of `@tipring/agi/applications`, see `tests/contract.ts`. Times differ between a real
 * Asterisk and the simulator, so handlers give back only what is in bounds.
 *
 * @module
 */
import {
  amd,
  background,
  bridge,
  confBridge,
  dial,
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
} from "../src/applications/mod.ts";
import type { ApplicationOutcome } from "../src/testing/mod.ts";
import type { Contract } from "./contract.ts";

/** A contract, and the ends of applications that the simulator must have for it. */
export interface ApplicationContract extends Contract {
  readonly applications?: Readonly<
    Record<string, ApplicationOutcome | readonly ApplicationOutcome[]>
  >;
  /** Why the Asterisk 16 of the tests cannot place it. */
  readonly not16?: string;
}

/** Whether a time is about what it must be, in milliseconds. */
function about(time: number | null, expected: number): boolean {
  return time !== null && time >= expected - 100 && time < expected + 1500;
}

/** The name of the error that a promise rejects with, or what it resolves with. */
function nameOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error) => error.name);
}

export const APPLICATION_CONTRACTS: readonly ApplicationContract[] = [
  {
    name: "dial() talks with somebody who hangs up",
    applications: { Dial: { status: "ANSWER", after: 0, duration: 1000 } },
    handler: async (channel) => {
      const { peer, answeredTime, dialedTime, ...rest } = await dial(
        channel,
        "Local/briefly@party/n",
        { timeout: 10_000 },
      );
      return [rest, /^Local\/briefly@party-/.test(peer ?? ""), about(answeredTime, 1000)]
        .concat(about(dialedTime, 1000));
    },
    expected: [
      { status: "ANSWER", peerNumber: "briefly@party/n", cause: 16, hungUp: false },
      ...[true, true, true],
    ],
  },
  {
    name: "dial() ends without an answer",
    applications: {
      Dial: [
        { status: "BUSY" },
        { status: "CONGESTION" },
        { status: "NOANSWER" },
        { status: "CHANUNAVAIL" },
      ],
    },
    handler: async (channel) => {
      const seen: unknown[] = [];
      for (const extension of ["busy", "congestion", "rings", "nobody"]) {
        const result = await dial(channel, `Local/${extension}@party/n`, { timeout: 1200 });
        const { status, peer, peerNumber, answeredTime, dialedTime, hungUp } = result;
        seen.push(status, [peer, peerNumber, answeredTime, dialedTime, hungUp]);
      }
      return seen;
    },
    expected: ["BUSY", "CONGESTION", "NOANSWER", "CHANUNAVAIL"]
      .flatMap((status) => [status, [null, null, 0, null, false]]),
  },
  {
    name: "dial() whose caller hangs up while it rings",
    applications: { Dial: { status: "NOANSWER" } },
    handler: async (channel) => {
      await channel.streamFile("beep");
      const { status, hungUp } = await dial(channel, "Local/rings@party/n", { timeout: 20_000 });
      return [status, hungUp, channel.signal.aborted, await nameOf(channel.noop())];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1500);
      await caller.hangUp();
    },
    expected: ["CANCEL", true, true, "AgiResultHangup"],
    status: "HANGUP",
  },
  {
    name: "dial() whose caller hangs up while they talk",
    applications: { Dial: { status: "ANSWER", after: 0, duration: 60_000 } },
    handler: async (channel) => {
      await channel.streamFile("beep");
      const { status, hungUp, answeredTime, cause } = await dial(channel, "Local/answers@party/n");
      return [
        status,
        hungUp,
        answeredTime > 500 && answeredTime < 3000,
        cause,
        await nameOf(dial(channel, "Local/answers@party/n")),
      ];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(2000);
      await caller.hangUp();
    },
    expected: ["ANSWER", true, true, 16, "AgiResultHangup"],
    status: "HANGUP",
  },
  {
    name: "Dial returns -1 when the other party hangs up, and 0 with the option g",
    applications: { Dial: { status: "ANSWER", after: 0, duration: 1000 } },
    handler: async (channel) => [
      await channel.exec("Dial", "Local/briefly@party/n", 10),
      await channel.exec("Dial", "Local/briefly@party/n", 10, "g"),
    ],
    expected: [-1, 0],
  },
  {
    name: "dial() with a time limit, and with invalid options",
    applications: {
      Dial: [{ status: "ANSWER", after: 0, duration: 60_000 }, { status: "INVALIDARGS" }],
    },
    handler: async (channel) => {
      const limited = await dial(channel, "Local/answers@party/n", { maxDuration: 1000 });
      const wrong = dial(channel, "Local/answers@party/n", { rawOptions: "U(" });
      return [limited.status, about(limited.answeredTime, 1000), await nameOf(wrong)];
    },
    expected: ["ANSWER", true, "AgiAppError"],
  },
  {
    name: "dial() with a comma and a quote in a destination",
    applications: { Dial: { status: "CHANUNAVAIL" } },
    handler: async (channel) => {
      const { status } = await dial(channel, ['Local/a,b"@party/n', "Local/(@party"]);
      return [status, channel.signal.aborted];
    },
    expected: ["CHANUNAVAIL", false],
  },
  {
    name: "queue() ends with an agent, by time, and without agents",
    applications: {
      Queue: [
        { status: "CONTINUE", after: 0, duration: 1000 },
        { status: "TIMEOUT" },
        { status: "JOINEMPTY" },
        { status: "UNKNOWN" },
      ],
    },
    handler: async (channel) => {
      const served = await queue(channel, "good", { timeout: 9000 });
      const late = await queue(channel, "patient", { timeout: 1000 });
      const empty = await queue(channel, "empty");
      return [
        [served.status, about(served.answeredTime, 1000), served.waitTime !== null, served.hungUp],
        [late.status, late.answeredTime, about(late.waitTime, 1000), late.hungUp],
        [empty.status, empty.answeredTime, empty.waitTime, empty.hungUp],
        await nameOf(queue(channel, "no such, queue")),
      ];
    },
    expected: [
      ["CONTINUE", true, true, false],
      ["TIMEOUT", 0, true, false],
      ["JOINEMPTY", 0, null, false],
      "AgiAppError",
    ],
    on16: {
      reason: "Queue leaves no times there",
      expected: [
        ["CONTINUE", false, false, false],
        ["TIMEOUT", 0, false, false],
        ["JOINEMPTY", 0, null, false],
        "AgiAppError",
      ],
    },
  },
  {
    name: "queue() whose caller hangs up while waiting, after another ended by time",
    handler: async (channel) => {
      await queue(channel, "patient", { timeout: 1000 });
      await channel.streamFile("beep");
      const { status, answeredTime, hungUp } = await queue(channel, "patient");
      return [status, answeredTime, hungUp];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1500);
      await caller.hangUp();
    },
    expected: ["ABANDONED", 0, true],
    status: "HANGUP",
  },
  {
    name: "queue() whose caller hangs up while they talk",
    applications: { Queue: { status: "CONTINUE", after: 0, duration: 60_000 } },
    handler: async (channel) => {
      await channel.streamFile("beep");
      const { status, answeredTime, hungUp } = await queue(channel, "long");
      return [status, answeredTime !== null && answeredTime > 500 && answeredTime < 3000, hungUp];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(2000);
      await caller.hangUp();
    },
    expected: ["CONTINUE", true, true],
    status: "HANGUP",
    on16: { reason: "Queue leaves no times there", expected: ["CONTINUE", false, true] },
  },
  {
    name: "voicemail() of a caller who hangs up at the end",
    not16: "its package of VoiceMail is not unpacked",
    handler: async (channel) => {
      await channel.streamFile("beep");
      const { status, file, hungUp } = await voicemail(channel, "100", { skipInstructions: true });
      return [status, /\/default\/100\/INBOX\/msg\d{4}$/.test(file ?? ""), hungUp];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(4000);
      await caller.hangUp();
    },
    expected: ["SUCCESS", true, true],
    status: "HANGUP",
  },
  {
    name: "voicemail() without such a mailbox",
    not16: "its package of VoiceMail is not unpacked",
    applications: { VoiceMail: { status: "FAILED" } },
    handler: (channel) => voicemail(channel, "999@nowhere"),
    expected: { status: "FAILED", file: null, hungUp: false },
  },
  {
    name: "playback() plays what there is",
    handler: async (channel) => [
      await playback(channel, "beep"),
      await playback(channel, ["no-such-file", "beep"]),
      await playback(channel, "no-such-file", { noAnswer: true, skip: true }),
    ],
    expected: ["SUCCESS", "FAILED", "FAILED"].map((status) => ({ status, hungUp: false })),
  },
  {
    name: "background() ends by a key, by itself, and by a missing file",
    handler: async (channel) => {
      await channel.streamFile("beep");
      return [
        await background(channel, ["demo-congrats", "beep"]),
        await background(channel, "beep", { interrupt: "never" }),
        await background(channel, ["beep", "no-such-file"]),
      ];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1200);
      await caller.press("5");
    },
    expected: [
      { status: "SUCCESS", digit: "5", hungUp: false },
      { status: "SUCCESS", digit: null, hungUp: false },
      { status: "FAILED", digit: null, hungUp: false },
    ],
  },
  {
    name: "read() ends by its own terminator",
    handler: async (channel) => {
      await channel.streamFile("beep");
      const options = { prompt: ["demo-congrats"], terminators: "*", timeout: 9000, maxDigits: 9 };
      return await read(channel, options);
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1200);
      await caller.press("1#*");
    },
    expected: { status: "OK", digits: "1#", hungUp: false },
  },
  {
    name: "read() ends by the number of digits, or by time",
    handler: async (channel) => {
      await channel.streamFile("beep");
      return [
        await read(channel, { prompt: "demo-congrats", maxDigits: 2, timeout: 9000 }),
        await read(channel, { prompt: ["beep", "beep"], maxDigits: 2, timeout: 500, attempts: 2 }),
        await read(channel, { prompt: "no-such-file", timeout: 500 }),
      ];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1200);
      await caller.press("12");
    },
    expected: [
      { status: "OK", digits: "12", hungUp: false },
      { status: "TIMEOUT", digits: "", hungUp: false },
      { status: "ERROR", digits: "", hungUp: false },
    ],
  },
  {
    name: "read() whose caller hangs up keeps the digits",
    handler: async (channel) => {
      await channel.streamFile("beep");
      return await read(channel, { prompt: "demo-congrats", timeout: 9000 });
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1200);
      await caller.press("12");
      await caller.wait(500);
      await caller.hangUp();
    },
    expected: { status: "HANGUP", digits: "12", hungUp: true },
    status: "HANGUP",
  },
  {
    name: "confBridge() until the caller hangs up",
    handler: async (channel) => {
      await channel.streamFile("beep");
      return await confBridge(channel, "contract, (1)");
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(2000);
      await caller.hangUp();
    },
    expected: { status: "HANGUP", hungUp: true },
    status: "HANGUP",
  },
  {
    name: "confBridge() without such a profile",
    applications: { ConfBridge: { status: "FAILED" } },
    handler: (channel) => confBridge(channel, "contract", { bridgeProfile: "none" }),
    expected: { status: "FAILED", hungUp: false },
  },
  {
    name: "mixMonitor() records, and does not know whether the file can be written",
    handler: async (channel) => {
      const { file, id } = await mixMonitor(channel, "contract, 1.wav", { bridgedOnly: true });
      await stopMixMonitor(channel, id);
      await stopMixMonitor(channel);
      return [
        file.endsWith("/monitor/contract, 1.wav"),
        /^0x[0-9a-f]+$/.test(id),
        (await mixMonitor(channel, "/proc/nonexistent/x.wav")).file,
      ];
    },
    expected: [true, true, "/proc/nonexistent/x.wav"],
  },
  {
    name: "amd() hears a machine",
    applications: { AMD: { status: "MACHINE" } },
    handler: async (channel) => {
      const { cause, ...rest } = await amd(channel, { greeting: 1500, totalAnalysisTime: 5000 });
      return [rest, cause.startsWith("LONGGREETING-")];
    },
    expected: [{ status: "MACHINE", hungUp: false }, true],
  },
  {
    name: "transfer() of a channel that cannot be transferred",
    applications: { Transfer: { status: "UNSUPPORTED" } },
    handler: (channel) => transfer(channel, "100"),
    expected: { status: "UNSUPPORTED", protocolStatus: 0, hungUp: false },
  },
  {
    name: "originate() reports how the call went",
    applications: {
      Originate: [{ status: "SUCCESS" }, { status: "BUSY" }, { status: "RINGING" }, {
        status: "FAILED",
      }],
    },
    handler: async (channel) => {
      const target = { application: "Set", args: ["GLOBAL(CONTRACT)=a,b"] };
      const timeout = 1000;
      const place = { context: "caller", extension: "wait" };
      const seen: unknown[] = [];
      for (
        const [extension, then] of [
          ["answers", target],
          ["busy", place],
          ["rings", place],
          ["nobody", place],
        ] as const
      ) {
        seen.push(
          (await originate(channel, `Local/${extension}@party/n`, then, { timeout })).status,
        );
      }
      return seen;
    },
    expected: ["SUCCESS", "BUSY", "RINGING", "FAILED"],
  },
  {
    name: "originate() works after the hangup",
    handler: async (channel) => {
      await channel.hangup();
      return await originate(channel.afterHangup, "Local/answers@party/n", {
        context: "caller",
        extension: "wait",
      }, { callerId: "100", callerIdName: "Call, back", timeout: 3000 });
    },
    expected: { status: "SUCCESS", hungUp: false },
    status: "HANGUP",
  },
  {
    name: "page() until the caller hangs up",
    handler: async (channel) => {
      await channel.streamFile("beep");
      return await page(channel, "Local/answers@party/n", { timeout: 2000, quiet: true });
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(2500);
      await caller.hangUp();
    },
    expected: { hungUp: true },
    status: "HANGUP",
  },
  {
    name: "bridge() with a channel that there is not, and with its own",
    handler: async (channel) => [
      await bridge(channel, "Nope/1", { hangUpOther: true }),
      await bridge(channel, channel.environment.channel),
    ],
    expected: [
      { status: "NONEXISTENT", hungUp: false },
      { status: "LOOP", hungUp: false },
    ],
  },
  {
    name: "wait() ends by time, and by a hangup",
    handler: async (channel) => {
      const first = await wait(channel, 200);
      await channel.streamFile("beep");
      return [first, await wait(channel, 20_000)];
    },
    caller: async (caller) => {
      await caller.hears("beep");
      await caller.wait(1000);
      await caller.hangUp();
    },
    expected: [{ hungUp: false }, { hungUp: true }],
    status: "HANGUP",
  },
  {
    name: "hangup() gives a cause",
    handler: async (channel) => {
      await hangup(channel, "user-busy");
      return [channel.signal.aborted, await channel.afterHangup.getVariable("HANGUPCAUSE")];
    },
    expected: [true, "17"],
    status: "HANGUP",
  },
  {
    name: "goto() chooses the place, and knows labels",
    handler: async (channel) => {
      const before = await nameOf(goto(channel, { extension: "next", priority: "no-such-label" }));
      await goto(channel, { context: "test", extension: "next" });
      return [
        before,
        await channel.getVariable("CONTEXT"),
        await channel.getVariable("EXTEN"),
        // The dialplan adds one.
        await channel.getVariable("PRIORITY"),
      ];
    },
    expected: ["AgiAppError", "test", "next", "0"],
  },
  {
    name: "exec() gives each application its arguments as they are",
    handler: async (channel) => {
      const text = 'a,b "c" \\d (e';
      await channel.exec("Set", `SET=${text}`);
      await channel.exec("MSet", `M1=${text}`, "M2=x,y");
      await channel.exec("ExecIf", "1?MSet(E1=a\\,b,E2=c)");
      await channel.exec("Exec", "Set(X1=a,b)");
      await channel.exec("TryExec", "Set(T1=a,b)");
      await channel.exec("Goto", "test", "next", 1);
      return [
        await channel.getVariable("SET") === text,
        await channel.getVariable("M1") === text,
        await channel.getVariable("M2"),
        await channel.getVariable("E1"),
        await channel.getVariable("E2"),
        await channel.getVariable("X1"),
        await channel.getVariable("T1"),
        await channel.getVariable("EXTEN"),
        await channel.execRaw("MSet", "R1=1,R2=2"),
        await channel.getVariable("R2"),
      ];
    },
    expected: [true, true, "x,y", "a,b", "c", "a,b", "a,b", "next", 0, "2"],
  },
];
