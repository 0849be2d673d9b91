import { assertEquals, assertThrows } from "@std/assert";
import { readCapture } from "../testdata/captures.ts";
import type { Application } from "./call.ts";
import { replay, type Scene } from "./replay.ts";
import { StdioBuffer } from "./stdio_buffer.ts";
import { MAX_ARGS, parseArgs, StackCorruption } from "./tokenizer.ts";

const encoder = new TextEncoder();

/** The subroutines of the captures' dialplan. */
const SUBROUTINES = new Map<string, Application>([
  ["sub,s,1", ({ world }, args) => {
    const [first = "", second = ""] = args.split(",");
    world.variables.set("GOT", `${first}-${second}`);
    world.variables.set("GOSUB_RETVAL", `back:${first}`);
    return 0;
  }],
  ["sub,noret,1", ({ channel }) => {
    channel.hangUp();
    return -1;
  }],
  ["test,gsnoret,1", () => -1],
]);

const GOSUB = { world: { subroutines: SUBROUTINES } };

/** Captures that the model reproduces, with what happened around the AGI. */
const SCENES: readonly (readonly [string, Scene])[] = [
  ["agiexitonhangup_idle", { hangUpAt: 500, options: { exitOnHangup: true } }],
  ["agiexitonhangup_nosighup", {
    hangUpAt: 500,
    options: { exitOnHangup: true, tellHangup: false },
  }],
  ["agiexitonhangup_stream", { hangUpAt: 500, options: { exitOnHangup: true }, exact: true }],
  ["agisighup_no_idle", { hangUpAt: 500, options: { tellHangup: false } }],
  ["agisighup_no_stream", { hangUpAt: 500, options: { tellHangup: false }, exact: true }],
  ["answer", { options: { up: false }, until: "CHANNEL STATUS Local/run@test-00000011;1" }],
  ["control_stream_full", { until: "GET VARIABLE CPLAYBACKSTATUS" }],
  ["control_stream_hangup", { hangUpAt: 700, exact: true, until: "GET VARIABLE CPLAYBACKSTATUS" }],
  ["crlf", {}],
  ["database", {}],
  ["dead_agi", { options: { dead: true }, until: "SPEECH DESTROY" }],
  ["digits_typed_ahead", { keys: { 300: "1", 600: "2" } }],
  ["embedded_newline", { oneWrite: true }],
  ["eof_without_newline", {}],
  ["exec_hangup", { hangUpAt: 500 }],
  ["exec_hangup_app", {}],
  ["exec_various", { until: "SET VARIABLE AGIEXECFULL" }],
  ["failure_word", {}],
  ["getdata_digits_then_hangup", { keys: { 600: "1", 800: "2" }, hangUpAt: 2040 }],
  ["getdata_hangup", { hangUpAt: 1500 }],
  ["getdata_max", { keys: { 700: "9", 900: "8", 1150: "7", 1390: "6", 1610: "5" } }],
  ["getdata_nofile", {}],
  ["getdata_only_hash", { keys: { 700: "#" } }],
  ["getdata_star_abcd", { keys: { 700: "*", 920: "1", 1140: "A", 1360: "0", 1580: "#" } }],
  ["getdata_terminator", { keys: { 700: "1", 920: "2", 1140: "3", 1360: "4", 1600: "#" } }],
  ["getdata_timeout_none", {}],
  ["getdata_timeout_partial", { keys: { 700: "1", 930: "2" } }],
  ["getoption_after", { keys: { 1000: "3" } }],
  ["getoption_during", { keys: { 400: "3" }, exact: true }],
  ["getoption_hangup", { hangUpAt: 700, exact: true }],
  ["getoption_timeout", { exact: true }],
  ["getoption_wrong_digit", { keys: { 1000: "9" } }],
  ["gosub", { options: GOSUB }],
  ["gosub_hangup", { options: GOSUB }],
  ["gosub_noreturn", { options: GOSUB }],
  ["half_close_no_hangup", {}],
  ["hangup_command", {}],
  ["hangup_idle", { hangUpAt: 500, until: "GET VARIABLE CHANNEL(state)" }],
  ["hangup_idle_half_close", { hangUpAt: 500 }],
  ["hangup_race", { hangUpAt: 1100 }],
  ["invalid", {}],
  ["long_command_10000", {}],
  ["long_command_20000", {}],
  ["long_command_8191", {}],
  ["long_command_8192", {}],
  ["long_commands", {}],
  ["long_commands_2k", {}],
  ["many_args", {}],
  ["nul_byte", {}],
  ["nul_first", {}],
  ["pipelined_during_controlstream", {}],
  ["pipelined_during_exec", {}],
  ["pipelined_during_getdata", {}],
  ["pipelined_during_getdata_wait", {}],
  ["pipelined_during_getoption", {}],
  ["pipelined_during_say", {}],
  ["pipelined_during_saydate", {}],
  ["pipelined_during_stream", {}],
  ["pipelined_during_waitdigit", {}],
  ["pipelined_one_write", { oneWrite: true }],
  ["pipelined_two_writes", {}],
  ["redirect", {}],
  ["redirect_in_stream", {}],
  ["say_hangup", { hangUpAt: 500 }],
  ["server_half_close_after_command", {}],
  ["server_half_close_after_exec", {}],
  ["server_half_close_in_getdata", {}],
  ["server_half_close_in_stream", {}],
  ["setvar", { until: "SET VARIABLE CALLERID(name)" }],
  ["split_write", {}],
  ["split_write_hangup", { hangUpAt: 500 }],
  ["stdin_pipelined", { oneWrite: true }],
  ["stream_escape", { keys: { 720: "5" }, until: "GET VARIABLE PLAYBACKSTATUS" }],
  ["stream_full", { exact: true, until: "GET VARIABLE PLAYBACKSTATUS" }],
  ["stream_hangup", { hangUpAt: 1000, exact: true, until: "GET VARIABLE PLAYBACKSTATUS" }],
  ["stream_nofile", { exact: true }],
  ["stream_other_digit", { keys: { 400: "5" }, exact: true }],
  ["verbose_noop", {}],
  ["waitdigit", { keys: { 200: "1", 550: "5", 900: "#", 1250: "*", 1600: "0", 1950: "D" } }],
  ["waitdigit_forever", { keys: { 710: "7" } }],
  ["waitdigit_hangup", { hangUpAt: 560 }],
];

for (const [name, scene] of SCENES) {
  Deno.test(`Asterisk says what the real one says in ${name}`, async () => {
    const { expected, actual } = await replay(readCapture(name), scene);
    assertEquals(actual, expected);
  });
}

Deno.test("parseArgs() throws where Asterisk writes beyond its table", () => {
  assertEquals(parseArgs("a ".repeat(300)).length, MAX_ARGS - 1);
  assertEquals(parseArgs('"a" '.repeat(MAX_ARGS - 1)).length, MAX_ARGS - 1);
  assertThrows(() => parseArgs('"a" '.repeat(MAX_ARGS)), StackCorruption, "128 words");
});

Deno.test("StdioBuffer hides a second line that came with the first until more comes", () => {
  const stdio = new StdioBuffer(8192);
  stdio.push(encoder.encode("one\ntwo\n"));
  assertEquals(stdio.readable, true);
  assertEquals(stdio.next(), "one\n");
  assertEquals(stdio.readable, false);
  stdio.push(encoder.encode("three\n"));
  assertEquals([stdio.readable, stdio.next()], [true, "two\n"]);
  assertEquals([stdio.readable, stdio.next()], [true, "three\n"]);
  stdio.end();
  assertEquals([stdio.readable, stdio.next()], [true, ""]);
});

for (const limit of [2048, 8192]) {
  Deno.test(`StdioBuffer splits lines of more than ${limit - 1} bytes`, () => {
    const stdio = new StdioBuffer(limit);
    stdio.push(encoder.encode(`${"x".repeat(limit + 8)}\n`));
    stdio.end();
    assertEquals(stdio.next(), "x".repeat(limit - 1));
    assertEquals(stdio.next(), `${"x".repeat(9)}\n`);
    assertEquals(stdio.next(), "");
  });
}
