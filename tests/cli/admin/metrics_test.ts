import { assert, assertEquals, assertMatch } from "@std/assert";
import { listCalls } from "../../../src/cli/admin/call_list.ts";
import { Metrics } from "../../../src/cli/admin/metrics.ts";
import {
  AgiHangup,
  AgiProtocolError,
  AgiResultHangup,
  AgiSigpipeHangup,
  AgiTimeoutError,
} from "../../../src/errors.ts";
import type { AgiEvent, CallInfo } from "../../../src/events.ts";
import { SAMPLES } from "../../commands/_samples.ts";

const CALL: CallInfo = {
  id: 7,
  peer: "192.0.2.1:40000",
  channel: "PJSIP/ann-00000001",
  uniqueId: "1795457134.1",
  script: "menu/de",
};

/** What a session reports of one command. */
type Counted = Parameters<Metrics["onReply"]>;

/** The samples of some events and commands, by name and labels; those that are 0 are left out. */
async function samplesOf(
  events: readonly AgiEvent[],
  commands: readonly Counted[] = [],
): Promise<Record<string, number>> {
  const metrics = new Metrics();
  for (const event of events) metrics.watch(event);
  for (const command of commands) metrics.onReply(...command);
  const lines = (await metrics.text()).split("\n").filter((line) => /^tipring_\w/.test(line));
  const samples = lines.map((line): [string, number] => {
    const [, name = "", value] = /^(\S+|\w+\{.*\}) (\S+)$/.exec(line) ?? [];
    return [name.replace(/^tipring_/, ""), Number(value)];
  });
  return Object.fromEntries(samples.filter(([, value]) => value !== 0));
}

function without(samples: Record<string, number>, pattern: RegExp): Record<string, number> {
  return Object.fromEntries(Object.entries(samples).filter(([name]) => !pattern.test(name)));
}

function reply(verb: string, status: number | undefined, duration = 2): Counted {
  return [verb, status, duration];
}

Deno.test("Metrics counts calls by route and outcome, and how long they took", async () => {
  const route = "/menu/:lang";
  const samples = await samplesOf([
    { type: "call-start", call: CALL, route },
    { type: "call-start", call: CALL, route },
    { type: "call-start", call: CALL, route },
    { type: "call-end", call: CALL, route, outcome: "completed", duration: 4000 },
    { type: "call-end", call: CALL, route, outcome: "failed", duration: 700, error: new Error() },
    { type: "call-start", call: CALL, route: "default" },
    { type: "call-end", call: CALL, route: "default", outcome: "hangup", duration: 40 },
    { type: "call-start", call: CALL },
    { type: "call-end", call: CALL, outcome: "no-handler", duration: 0 },
  ]);
  assertEquals(without(samples, /_bucket/), {
    'calls_total{route="/menu/:lang",outcome="completed"}': 1,
    'calls_total{route="/menu/:lang",outcome="failed"}': 1,
    'calls_total{route="default",outcome="hangup"}': 1,
    'calls_total{route="none",outcome="no-handler"}': 1,
    "calls_in_progress": 1,
    'call_duration_seconds_sum{route="/menu/:lang"}': 4.7,
    'call_duration_seconds_count{route="/menu/:lang"}': 2,
    'call_duration_seconds_sum{route="default"}': 0.04,
    'call_duration_seconds_count{route="default"}': 1,
    'call_duration_seconds_count{route="none"}': 1,
    'handler_errors_total{route="/menu/:lang"}': 1,
  });
  const bucket = (le: string) =>
    samples[`call_duration_seconds_bucket{le="${le}",route="${route}"}`];
  assertEquals([bucket("0.5"), bucket("1"), bucket("5"), bucket("+Inf")], [undefined, 1, 2, 2]);
});

Deno.test("Metrics counts commands by verb and status", async () => {
  const samples = await samplesOf([], [
    reply("GET DATA", 200, 2500),
    reply("SET VARIABLE", 200),
    reply("SET VARIABLE", 511),
    reply("SET VARIABLE", 299),
    reply("SET VARIABLE", undefined, 9000),
    reply("MADE UP", 510),
    reply("constructor", 520),
  ]);
  assertEquals(without(samples, /_bucket/), {
    'commands_total{verb="GET DATA",status="200"}': 1,
    'commands_total{verb="SET VARIABLE",status="200"}': 1,
    'commands_total{verb="SET VARIABLE",status="511"}': 1,
    'commands_total{verb="SET VARIABLE",status="other"}': 1,
    'commands_total{verb="SET VARIABLE",status="none"}': 1,
    'commands_total{verb="other",status="510"}': 1,
    'commands_total{verb="other",status="520"}': 1,
    'command_duration_seconds_sum{pace="slow"}': 2.5,
    'command_duration_seconds_count{pace="slow"}': 1,
    'command_duration_seconds_sum{pace="quick"}': 0.006,
    'command_duration_seconds_count{pace="quick"}': 3,
    'command_duration_seconds_sum{pace="other"}': 0.004,
    'command_duration_seconds_count{pace="other"}': 2,
  });
});

Deno.test("Metrics knows the verb of each command of AGI", async () => {
  const verbs = new Set(SAMPLES.map(({ verb }) => verb));
  assertEquals(verbs.size, 47);
  const samples = await samplesOf([], Array.from(verbs, (verb) => reply(verb, 200)));
  for (const verb of verbs) {
    assertEquals(samples[`commands_total{verb="${verb}",status="200"}`], 1, verb);
  }
});

Deno.test("Metrics counts hangups by kind, and connections that became no calls by reason", async () => {
  const stranger: CallInfo = { ...CALL, channel: "", uniqueId: "", script: "" };
  const rejected = (reason: AgiHangup | AgiTimeoutError | AgiProtocolError): AgiEvent => ({
    type: "rejected",
    call: stranger,
    reason,
  });
  const samples = await samplesOf([
    { type: "hangup", call: CALL, reason: new AgiResultHangup("HANGUP") },
    { type: "hangup", call: CALL, reason: new AgiResultHangup("511") },
    { type: "hangup", call: CALL, reason: new AgiSigpipeHangup("reset") },
    { type: "hangup", call: CALL, reason: new AgiHangup("too long") },
    rejected(new AgiProtocolError("too large")),
    rejected(new AgiTimeoutError("too late")),
    rejected(new AgiTimeoutError("too late")),
    rejected(new AgiSigpipeHangup("a probe")),
    { type: "refused", call: stranger, reason: "peer" },
    { type: "refused", call: stranger, reason: "calls" },
    { type: "refused", call: stranger, reason: "calls-per-peer" },
    { type: "accept-error", error: new Error("too many open files") },
  ]);
  assertEquals(samples, {
    'hangups_total{kind="asterisk"}': 2,
    'hangups_total{kind="connection"}': 1,
    'hangups_total{kind="other"}': 1,
    'calls_rejected_total{reason="protocol"}': 1,
    'calls_rejected_total{reason="timeout"}': 2,
    'calls_rejected_total{reason="disconnected"}': 1,
    'connections_refused_total{reason="peer"}': 1,
    'connections_refused_total{reason="calls"}': 1,
    'connections_refused_total{reason="calls-per-peer"}': 1,
    "environment_errors_total": 3,
    "accept_errors_total": 1,
  });
});

Deno.test("Metrics has each hangup, rejection and refusal from the start, as 0", async () => {
  const text = await new Metrics().text();
  for (const kind of ["asterisk", "connection", "other"]) {
    assertMatch(text, new RegExp(`^tipring_hangups_total\\{kind="${kind}"\\} 0$`, "m"));
  }
  for (const reason of ["protocol", "timeout", "disconnected"]) {
    assertMatch(text, new RegExp(`^tipring_calls_rejected_total\\{reason="${reason}"\\} 0$`, "m"));
  }
  for (const reason of ["peer", "calls", "calls-per-peer"]) {
    const sample = `^tipring_connections_refused_total\\{reason="${reason}"\\} 0$`;
    assertMatch(text, new RegExp(sample, "m"));
  }
});

Deno.test("Metrics escapes what a pattern may hold", async () => {
  const route = `${/a"b\\c/}`;
  const samples = await samplesOf([
    { type: "call-end", call: CALL, route, outcome: "completed", duration: 1 },
  ]);
  assertEquals(samples[String.raw`calls_total{route="/a\"b\\\\c/",outcome="completed"}`], 1);
});

Deno.test("Metrics sorts the durations of commands into buckets", async () => {
  const samples = await samplesOf([], [
    reply("NOOP", 200, 0.5),
    reply("NOOP", 200, 0.51),
    reply("NOOP", 200, 60_000),
    reply("NOOP", 200, 60_001),
  ]);
  const bucket = (le: string) =>
    samples[`command_duration_seconds_bucket{le="${le}",pace="quick"}`];
  assertEquals(
    ["0.0005", "0.001", "15", "60", "+Inf"].map(bucket),
    [1, 2, 2, 3, 4],
  );
});

Deno.test("listCalls() has the calls in progress, the oldest first", () => {
  const before = Date.now();
  const { total, calls: [first, second] } = listCalls([
    {
      ...{ call: CALL, route: "/menu/:lang", since: before - 1500 },
      ...{ lastCommand: "GET DATA", hungUp: false },
    },
    {
      ...{ call: { ...CALL, id: 8, peer: undefined }, route: undefined, since: before },
      ...{ lastCommand: undefined, hungUp: false },
    },
  ]);
  assertEquals(total, 2);
  const { since = "", seconds = -1, ...rest } = first ?? {};
  assertEquals(rest, {
    id: 7,
    peer: "192.0.2.1:40000",
    channel: "PJSIP/ann-00000001",
    uniqueid: "1795457134.1",
    script: "menu/de",
    route: "/menu/:lang",
    command: "GET DATA",
  });
  assertEquals(since, new Date(before - 1500).toISOString());
  assert(seconds >= 1.5 && seconds <= (Date.now() - before) / 1000 + 1.5, `${seconds}`);
  assertEquals([second?.route, second?.command, second?.peer], [null, null, ""]);
});

Deno.test("listCalls() is bounded, whatever peers say", () => {
  const long = "x".repeat(60_000);
  const calls = Array.from({ length: 1500 }, (_, index) => ({
    call: { ...CALL, id: index + 1, channel: long, uniqueId: long, script: long },
    ...{ route: "default", since: 0, lastCommand: undefined, hungUp: false },
  }));
  const listing = listCalls(calls);
  assertEquals(listing.total, 1500);
  assertEquals(listing.calls.length, 1000);
  assertEquals(listing.calls[0]?.id, 1);
  assert(JSON.stringify(listing).length < 1_000_000);
});

Deno.test("Metrics counts the lines of the log that were dropped", async () => {
  let dropped = 0;
  const metrics = new Metrics(() => dropped);
  assertMatch(await metrics.text(), /^tipring_log_lines_dropped_total 0$/m);
  dropped = 7;
  assertMatch(await metrics.text(), /^tipring_log_lines_dropped_total 7$/m);
});
