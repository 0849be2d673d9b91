/**
 * Contracts of whole calls: how they hang up, where the dialplan goes on, and what `exec()` runs.
 *
 * @module
 */
import type { Channel } from "../../mod.ts";
import { type Contract, nameOf } from "./contract.ts";

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

export const CALL_CONTRACTS: readonly Contract[] = [
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
