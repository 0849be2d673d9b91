/**
 * Contracts of `dial()` and `queue()`, which connect the caller with somebody. Times differ between
 * a real Asterisk and the simulator, so handlers give back only what is in bounds.
 *
 * @module
 */
import { dial, queue } from "../../src/applications/mod.ts";
import { type ApplicationContract, nameOf } from "./contract.ts";

/** Whether a time is about what it must be, in milliseconds. */
function about(time: number | null, expected: number): boolean {
  return time !== null && time >= expected - 100 && time < expected + 1500;
}

export const PARTY_CONTRACTS: readonly ApplicationContract[] = [
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
];
