/**
 * Contracts of the functions of `@tipring/agi/applications` that play, record, listen or move the call.
 * Times differ between a real Asterisk and the simulator, so handlers give back only what is in bounds.
 *
 * @module
 */
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
  read,
  stopMixMonitor,
  transfer,
  voicemail,
  wait,
} from "../../src/applications/mod.ts";
import { type ApplicationContract, nameOf } from "./contract.ts";

export const CALLER_APPLICATION_CONTRACTS: readonly ApplicationContract[] = [
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
