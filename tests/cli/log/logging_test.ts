import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  createLogger,
  describeError,
  logEvents,
  type LogFormat,
  type LogLevel,
} from "../../../src/cli/log/logging.ts";
import {
  AgiAppError,
  type AgiException,
  AgiProtocolError,
  AgiResultHangup,
  AgiSigpipeHangup,
  AgiTimeoutError,
} from "../../../src/errors.ts";
import type { AgiEvent, CallInfo } from "../../../src/events.ts";

const CALL: CallInfo = {
  id: 7,
  peer: "127.0.0.1:5",
  channel: "SIP/100-00000001",
  uniqueId: "1795403397.21",
  script: "menu/de",
};

const ADDR: Deno.NetAddr = { transport: "tcp", hostname: "::1", port: 4573 };

/** One event of each kind, all that a server tells. */
const EVENTS: readonly AgiEvent[] = [
  { type: "listen", addr: ADDR },
  { type: "call-start", call: CALL, route: "/menu/:lang" },
  { type: "command", call: CALL, verb: "SAY DIGITS", line: 'SAY DIGITS "1234" ""' },
  {
    type: "reply",
    call: CALL,
    verb: "GET DATA",
    status: 200,
    result: "5678",
    text: "(timeout)",
    duration: 1.6,
  },
  { type: "hangup", call: CALL, reason: new AgiResultHangup("gone") },
  { type: "call-end", call: CALL, route: "/menu/:lang", outcome: "completed", duration: 12.4 },
  { type: "drain", calls: 2 },
];

/** What is logged of events, as lines without their time. */
function linesOf(
  events: readonly AgiEvent[],
  options: { level?: LogLevel; format?: LogFormat } = {},
): string[] {
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    format: "text",
    ...options,
    write: (line) => lines.push(line),
  });
  const observe = logEvents(log);
  for (const event of events) observe(event);
  return lines.map((line) => {
    assertMatch(line, /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/);
    return line.replace(/\d{4}-.*?Z /, "");
  });
}

const WHO =
  "call=7 peer=127.0.0.1:5 channel=SIP/100-00000001 uniqueid=1795403397.21 script=menu/de";

Deno.test("logEvents() shows at info who calls, and nothing of what is said", () => {
  assertEquals(linesOf(EVENTS), [
    "INFO  listening hostname=::1 port=4573",
    `INFO  call begins ${WHO} route=/menu/:lang`,
    `INFO  call ends ${WHO} outcome=completed duration=12ms route=/menu/:lang`,
    "INFO  shutting down calls=2",
  ]);
});

Deno.test("logEvents() shows commands and replies at debug", () => {
  const lines = linesOf(EVENTS, { level: "debug" });
  assertEquals(lines.length, EVENTS.length);
  assertEquals(lines[2], `DEBUG command ${WHO} line="SAY DIGITS \\"1234\\" \\"\\""`);
  assertEquals(
    lines[3],
    `DEBUG reply ${WHO} verb="GET DATA" status=200 result=5678 text="(timeout)" duration=2ms`,
  );
  assertEquals(lines[4], `DEBUG hangup ${WHO} reason=gone`);
});

Deno.test("logEvents() shows only what is wrong at warn and at error", () => {
  const events: AgiEvent[] = [
    ...EVENTS,
    { type: "call-end", call: CALL, outcome: "hangup", duration: 1 },
    { type: "call-end", call: CALL, outcome: "no-handler", duration: 1 },
    { type: "rejected", call: CALL, reason: new AgiProtocolError("a browser") },
    { type: "rejected", call: CALL, reason: new AgiSigpipeHangup("a probe") },
    { type: "call-end", call: CALL, outcome: "failed", duration: 1, error: new Error("broken") },
    { type: "accept-error", error: new Error("too many open files") },
  ];
  const worst = linesOf(events, { level: "error" });
  assertEquals(worst.length, 2);
  assertStringIncludes(
    worst[0] ?? "",
    `ERROR call ends ${WHO} outcome=failed duration=1ms error="`,
  );
  assertStringIncludes(worst[0] ?? "", "Error: broken");
  assertStringIncludes(worst[1] ?? "", "too many open files");
  assertEquals(linesOf(events, { level: "warn" }).slice(0, 2), [
    `WARN  no handler for call ${WHO} outcome=no-handler duration=1ms`,
    `WARN  connection rejected ${WHO} reason="a browser"`,
  ]);
  assertEquals(linesOf(events, { level: "warn" }).length, 4);
});

Deno.test("logEvents() names the routes there are where none matched, but not hundreds", () => {
  const routesOf = (routes: readonly string[]) => {
    const event = {
      type: "call-end",
      call: CALL,
      outcome: "no-handler",
      routes,
      duration: 1,
    } as const;
    return linesOf([event])[0]?.replace(
      `WARN  no handler for call ${WHO} outcome=no-handler duration=1ms `,
      "",
    );
  };
  assertEquals(routesOf([]), "routes=none");
  assertEquals(routesOf(["/pin"]), "routes=/pin");
  assertEquals(
    routesOf(["/menu/:lang", "/x\n/"]),
    'routes="/menu/:lang, /x\\n/"',
  );
  const many = Array.from({ length: 500 }, (_, index) => `/${index}${"x".repeat(1000)}`);
  const line = routesOf(many) ?? "";
  assertMatch(line, /^routes="\/0x+…, .*\/19x+…, and 480 more"$/);
  assert(line.length < 2000, `${line.length}`);
});

Deno.test("logEvents() tells of refused connections once a second for each reason, and counts", () => {
  let time = 5000;
  const lines: string[] = [];
  const log = createLogger({ level: "warn", format: "text", write: (line) => lines.push(line) });
  const observe = logEvents(log, () => time);
  const call = { ...CALL, channel: "", uniqueId: "", script: "" };
  const flood = () => {
    for (let count = 0; count < 1000; count++) observe({ type: "refused", call, reason: "peer" });
    return lines.splice(0).map((line) => line.replace(/^\S+Z /, ""));
  };
  const line = "WARN  connection refused call=7 peer=127.0.0.1:5 reason=peer";
  assertEquals(flood(), [line]);
  time += 999;
  assertEquals(flood(), []);
  time += 1;
  assertEquals(flood(), [`${line} others=1999`]);
  observe({ type: "refused", call, reason: "calls" });
  assertMatch(lines[0] ?? "", / reason=calls$/);
  time += 1000;
  observe({ type: "refused", call, reason: "calls" });
  assertMatch(lines[1] ?? "", / reason=calls$/);
});

Deno.test("logEvents() tells of strangers that speak no AGI once a second, and counts", () => {
  let time = 5000;
  const lines: string[] = [];
  const log = createLogger({ level: "warn", format: "text", write: (line) => lines.push(line) });
  const observe = logEvents(log, () => time);
  const call = { ...CALL, channel: "", uniqueId: "", script: "" };
  const reject = (reason: AgiException) => {
    observe({ type: "rejected", call, reason });
    return lines.splice(0).map((line) => line.replace(/^.* peer=\S+ /, ""));
  };
  assertEquals(reject(new AgiProtocolError("one")), ["reason=one"]);
  assertEquals(reject(new AgiProtocolError("two")), []);
  assertEquals(reject(new AgiTimeoutError("slow")), ["reason=slow"]);
  time += 1000;
  assertEquals(reject(new AgiProtocolError("three")), ["reason=three others=1"]);
});

Deno.test("logEvents() cuts what a peer makes long", () => {
  const long = "x".repeat(60_000);
  const call: CallInfo = { ...CALL, channel: long, uniqueId: long, script: long };
  for (const type of ["call-start", "call-end"] as const) {
    const event: AgiEvent = type === "call-start"
      ? { type, call }
      : { type, call, outcome: "no-handler", duration: 1 };
    const [line = ""] = linesOf([event]);
    assertStringIncludes(line, `channel="${"x".repeat(200)}…"`);
    assert(line.length < 1000, line.slice(0, 1000));
  }
});

Deno.test("logEvents() leaves out what is not known before the environment has come", () => {
  const call = { ...CALL, channel: "", uniqueId: "", script: "" };
  assertEquals(
    linesOf([{ type: "rejected", call, reason: new AgiProtocolError("x") }]),
    ["WARN  connection rejected call=7 peer=127.0.0.1:5 reason=x"],
  );
});

Deno.test("createLogger() makes each line one JSON object", () => {
  const lines: string[] = [];
  const log = createLogger({ level: "debug", format: "json", write: (line) => lines.push(line) });
  for (const event of EVENTS) logEvents(log)(event);
  assertEquals(lines.length, EVENTS.length);
  const entries = lines.map((line) => JSON.parse(line));
  for (const { time } of entries) assertEquals(new Date(time).toISOString(), time);
  const { time: _, ...end } = entries[5];
  assertEquals(end, {
    level: "info",
    message: "call ends",
    call: 7,
    peer: "127.0.0.1:5",
    channel: "SIP/100-00000001",
    uniqueid: "1795403397.21",
    script: "menu/de",
    outcome: "completed",
    durationMs: 12,
    route: "/menu/:lang",
  });
});

/** What a caller might call himself. */
const HOSTILE = [
  'x"\n2026-01-01T00:00:00.000Z ERROR forged',
  "x\r\nforged=1",
  'x outcome=completed script="other',
  '","level":"error","message":"forged',
  "}\n{",
  "\\",
  '\\"',
  "\u2028line\u2029paragraph\u0085next",
  "\x1b[2J\x9b2J\x7f\0\b",
  "\u202egnp.exe\u2066",
  "lone \ud800 surrogate",
  "",
  " ",
  "%s %c %d %%",
  "__proto__",
];

for (const format of ["text", "json"] as const) {
  Deno.test(`createLogger() lets no value forge a line or a field, as ${format}`, () => {
    for (const value of HOSTILE) {
      const call = { ...CALL, channel: value, script: value };
      const events: AgiEvent[] = [
        { type: "call-start", call },
        { type: "call-end", call, outcome: "failed", duration: 1, error: new Error(value) },
        { type: "command", call, verb: "NOOP", line: value },
      ];
      const lines = linesOf(events, { format, level: "debug" });
      assertEquals(lines.length, events.length);
      for (const line of lines) {
        assert(!/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u.test(line), JSON.stringify(line));
      }
      assertEquals(scriptIn(lines[0] ?? "", format), value);
    }
  });
}

/** Reads the script back as a program would: the last field of the line. */
function scriptIn(line: string, format: LogFormat): unknown {
  if (format === "json") return JSON.parse(line)["script"];
  const fields: Record<string, string> = {};
  const rest = line.replace(/^INFO {2}call begins/, "");
  const field = / (\w+)=("(?:[^"\\]|\\.)*"|[^\s"]+)/gy;
  let end = 0;
  for (let match = field.exec(rest); match !== null; match = field.exec(rest)) {
    const [, key = "", value = ""] = match;
    fields[key] = value.startsWith('"') ? JSON.parse(value) : value;
    end = field.lastIndex;
  }
  assertEquals(end, rest.length, `Not only fields: ${line}`);
  assertEquals(Object.keys(fields), ["call", "peer", "channel", "uniqueid", "script"]);
  return fields["script"];
}

Deno.test("describeError() shows stack and causes, and nothing that a caller entered", () => {
  const error: Error = new AgiAppError("Cannot do GET DATA: Asterisk says -1", {
    items: { result: "1234" },
    command: 'GET DATA "pin" "1234"',
    cause: new Error("the reason"),
  });
  const text = describeError(error);
  assertStringIncludes(text, "AgiAppError: Cannot do GET DATA");
  assertStringIncludes(text, "logging_test.ts");
  assertStringIncludes(text, "Caused by: Error: the reason");
  assert(!text.includes("1234"));
  assertEquals(describeError("thrown"), Deno.inspect("thrown"));
  const circle = new Error("round");
  circle.cause = circle;
  assertEquals(describeError(circle).match(/Caused by/g)?.length, 3);
});

Deno.test("logEvents() logs the warning of a command", () => {
  const message = 'exec("Dial", "a,b") passes one argument with a comma in it';
  const [line] = linesOf([{ type: "warning", call: CALL, message }]);
  assertEquals(line, `WARN  command may be wrong ${WHO} warning=${JSON.stringify(message)}`);
});

Deno.test("logEvents() logs stray output", () => {
  const [line] = linesOf([{ type: "stray-output", call: CALL, status: 510 }]);
  assertEquals(line, `WARN  stray output ${WHO} status=510`);
});
