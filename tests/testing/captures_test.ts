import { assertEquals } from "@std/assert";
import { readCapture, readCaptures } from "../testdata/captures.ts";
import type { CallOptions } from "../../src/asterisk/set_up_call.ts";
import type { Application } from "../../src/asterisk/call.ts";
import { replay, type Scene } from "./replay.ts";

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

const GOSUB = { subroutines: SUBROUTINES };

/** A function that this Asterisk does not have: the simulator fails loudly where it knows of none. */
const NO_FUNCTION: Scene = { call: { functions: { NOSUCHFUNC: () => undefined } } };

/** A call that is not answered yet. */
const RINGING: CallOptions = {
  channel: "Local/run@test-00000001;2",
  extension: "run",
  priority: 1,
  answered: false,
};

const SAYS = ["alpha", "date", "datetime", "digits", "number", "phonetic", "time"] as const;

/** A call for this path. */
function at(path: string): CallOptions {
  return { path, request: `agi://127.0.0.1:4573/${path}` };
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `a${index + 1}`);
}

/** The other party answers and hangs up after 700 ms; the call ends then without the option `g`. */
const dial: Application = async (call, options) => {
  const [other = "", , flags = ""] = options.split(",");
  const short = other.startsWith("Local/short");
  const alive = await call.idle(short ? 700 : 60_000);
  call.world.variables.set("DIALSTATUS", alive ? "ANSWER" : "CANCEL");
  return alive && flags.includes("g") ? 0 : -1;
};

/**
 * Captures that the engine reproduces, with what happened around the AGI: byte for byte, but for
 * channel names, ids, times, positions, and the words of the 520s, which are Asterisk's own.
 */
const SCENES: readonly (readonly [string, Scene])[] = [
  ["agiexitonhangup_idle", { hangUpAt: 500, options: { exitOnHangup: true } }],
  ["agiexitonhangup_nosighup", {
    hangUpAt: 500,
    options: { exitOnHangup: true, tellHangup: false },
  }],
  ["agiexitonhangup_stream", { hangUpAt: 500, options: { exitOnHangup: true }, exact: true }],
  ["agisighup_no_idle", { hangUpAt: 500, options: { tellHangup: false } }],
  ["agisighup_no_stream", { hangUpAt: 500, options: { tellHangup: false }, exact: true }],
  ["answer", {
    call: RINGING,
    world: { channels: new Map([["Local/run@test-00000011;1", { state: 6 }]]) },
  }],
  ["control_stream_full", {}],
  ["control_stream_hangup", { hangUpAt: 700, exact: true }],
  ["crlf", {}],
  ["database", {}],
  ["dead_agi", { call: { extension: "h", dead: true } }],
  ["digits_typed_ahead", { keys: { 300: "1", 600: "2" } }],
  ["embedded_newline", { oneWrite: true }],
  ["eof_without_newline", {}],
  ["exec_hangup", { hangUpAt: 500 }],
  ["exec_hangup_app", {}],
  ["exec_various", { until: "EXEC AGI" }],
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
  ["gosub", { world: GOSUB }],
  ["gosub_hangup", { world: GOSUB }],
  ["gosub_noreturn", { world: GOSUB }],
  ["half_close_no_hangup", {}],
  ["hangup_command", {}],
  ["hangup_idle", { hangUpAt: 500 }],
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
  ["setvar", NO_FUNCTION],
  ["split_write", {}],
  ["split_write_hangup", { hangUpAt: 500 }],
  ["stream_escape", { keys: { 720: "5" } }],
  ["stream_full", { exact: true }],
  ["stream_hangup", { hangUpAt: 1000, exact: true }],
  ["stream_nofile", { exact: true }],
  ["stream_other_digit", { keys: { 400: "5" }, exact: true }],
  ["verbose_noop", {}],
  ["waitdigit", { keys: { 200: "1", 550: "5", 900: "#", 1250: "*", 1600: "0", 1950: "D" } }],
  ["waitdigit_forever", { keys: { 710: "7" } }],
  ["waitdigit_hangup", { hangUpAt: 560 }],
  ["asyncagi_break", {}],
  ["autohangup_fires", {}],
  ["autohangup_in_stream", {}],
  ["control_stream_pause", { keys: { 720: "8", 1300: "0" }, exact: true }],
  ["control_stream_stop", {
    keys: { 200: "#", 700: "#", 1200: "*", 2220: "5" },
    exact: true,
  }],
  ["env_arg_newline", {
    call: {
      path: "nl",
      request: "agi://127.0.0.1:4573/nl",
      extension: "upraw",
      priority: 3,
      args: ["a\nagi_evil: 1\n\n200 result=1", "two"],
    },
  }],
  ["env_args_140", { call: { ...at("args"), args: numbered(140) } }],
  ["env_args_empty", { call: { ...at("args"), args: ["", "b", "", ""] } }],
  ["env_args_quoting", {
    call: {
      ...at("args"),
      args: ["quoted, comma", "c,d", "(e,f)", " lead trail ", "tab\tx", "q x", '"q'],
    },
  }],
  ["env_basic", { call: { ...at("path?x=1"), args: ["arg1", "arg2"] } }],
  ["env_callerid", {
    call: {
      ...at("utf8"),
      channel: "Local/rich@test-00000001;2",
      language: "de",
      callerId: "+49301234",
      callerIdName: `Jürgen "Q" O'Neil`,
      environment: { agi_callingpres: "33", agi_callingani2: "42", agi_callington: "17" },
      dnid: "5552",
      rdnis: "5551",
      extension: "rich",
      priority: 11,
      accountCode: "acc 1",
      args: ["grüße", "日本"],
    },
  }],
  ["env_callerid_empty", {
    call: {
      ...at("x"),
      extension: "emptycid",
      priority: 4,
      environment: { agi_callingpres: "0" },
    },
  }],
  ["env_callerid_newline", {
    call: {
      ...at("x"),
      callerIdName: "x\nagi_evil: yes",
      extension: "nlcid",
      priority: 3,
      environment: { agi_callingpres: "0" },
    },
  }],
  ["env_chunks", { call: { ...at("path?x=1"), args: ["arg1"] } }],
  ["env_default_port", { call: { path: "noport", request: "agi://127.0.0.1/noport" } }],
  ["env_localhost", { call: { path: "loc", request: "agi://localhost:4573/loc" } }],
  ["env_no_path", { call: { path: "", request: "agi://127.0.0.1:4573" } }],
  ["env_path_odd", { call: at("a/b%20c//d/?q=%2C&r=ä ö#frag") }],
  ["env_query_only", { call: at("?x=1&y=a%20b") }],
  ["env_slash", { call: at("") }],
  ["env_upper_scheme", { call: { path: "upper", request: "AGI://LocalHost:4573/upper" } }],
  ["exec_dial", { world: { applications: new Map([["dial", dial]]) } }],
  ["exec_dial_hangup", { hangUpAt: 1000, world: { applications: new Map([["dial", dial]]) } }],
  ["getvar", {}],
  ["getvar_long", {}],
  ["getvar_long_function", {}],
  ["getvar_newline", {}],
  ["getvar_unset", {
    call: {
      functions: {
        "CHANNEL(nosuch)": () => undefined,
        "ENV": () => "/root",
        "NOSUCHFUNC": () => undefined,
      },
    },
    world: {
      globals: new Map([["FASTAGI", "agi://127.0.0.1:4573"]]),
      channels: new Map([["Local/up@test-0000003b;1", {
        state: 6,
        variables: new Map([["STAY", "60"]]),
      }]]),
    },
  }],
  ["hangup_command_other", {
    world: { channels: new Map([["Local/up@test-00000029;1", { state: 6, otherEnd: true }]]) },
  }],
  ["missing_args_danger", {}],
  ["noanswer_caller_gives_up", { call: RINGING, hangUpAt: 30 }],
  ["pipelined_during_record", {}],
  ["receive_char", { texts: { 500: "xyz" } }],
  ["receive_char_hangup", { hangUpAt: 500 }],
  ["receive_text", { texts: { 500: "hello (there)" } }],
  ["receive_text_hangup", { hangUpAt: 500 }],
  ["receive_timeout", {}],
  ["record_beep", {}],
  ["record_dtmf", { keys: { 1200: "#" } }],
  ["record_dtmf_in_beep", { keys: { 300: "5" } }],
  ["record_forever_hangup", { hangUpAt: 1000, exact: true }],
  ["record_hangup", { hangUpAt: 1000 }],
  ["record_hangup_in_beep", { hangUpAt: 200 }],
  ["record_noaudio", {}],
  ["record_other_digit", { keys: { 500: "7" } }],
  ["record_silence", { talksUntil: 1500 }],
  ["record_silence_nooffset", { talksUntil: 1500 }],
  ["record_timeout", { exact: true }],
  ["record_writefile", { world: { writable: () => false } }],
  ["record_zero", { exact: true }],
  ["say_all", {}],
  ...SAYS.map((name): [string, Scene] => [`say_${name}_digit`, { keys: { 500: "5" } }]),
  ["send_text_image", {}],
  ["server_closes_after_env", {}],
  ["server_closes_in_exec", {}],
  ["server_closes_in_stream", {}],
  ["server_rst_in_stream", { otherStatus: true }],
  ["server_silent", {}],
  ["server_writes_before_env", {}],
  ["set_callerid", {}],
  ["set_context", {}],
  ["set_context_bad", {}],
  ["set_priority_label", { world: { labels: new Set(["lab"]) } }],
  ["sipp_dtmf_info", {
    call: {
      ...at("sip/777"),
      channel: "PJSIP/anonymous-00000001",
      callerId: "4711",
      callerIdName: "sipp",
      dnid: "777",
      context: "sip",
      extension: "777",
      args: ["4711"],
    },
    keys: { 300: "1", 600: "2", 900: "3", 1160: "#" },
    hangUpAt: 2320,
  }],
  ["speech", {}],
  ["tdd_music_autohangup", {}],
  ["usage_all", {}],
];

/** Captures that the engine cannot reproduce, or that are no FastAGI, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  ami_hangup_cause: "the cause of a hangup is always 0",
  asyncagi: "AsyncAGI, which tipring does not speak",
  asyncagi_hangup: "AsyncAGI, which tipring does not speak",
  connect_timeout: "there is no conversation: Asterisk cannot connect",
  env_args_long: "Asterisk cuts the options of AGI(), which is the dialplan's doing",
  env_query_no_slash: "there is no conversation: Asterisk cannot connect",
  exec_agi_fast_nested: "an application of the engine is a function, not an AGI",
  exec_agi_nested: "an application of the engine is a function, not an AGI",
  exec_read: "the engine has no Read: a test registers what it needs",
  server_closes_at_once: "the server ends before Asterisk says anything",
  server_rst_at_once: "the server ends before Asterisk says anything",
  server_slow_reader: "a write of the engine takes no time, so nothing is dropped",
  sipp_call: "reads what only a SIP channel has",
};

/** Captures that are no FastAGI, by the beginnings of their names. */
const NO_FASTAGI = /^(down|eagi|hagi|stdin)_/;

for (const [name, scene] of SCENES) {
  Deno.test(`SimulatedAsterisk says what the real one says in ${name}`, async () => {
    const { expected, actual } = await replay(readCapture(name), scene);
    assertEquals(actual, expected);
  });
}

Deno.test("captures are all reproduced, or known not to be", () => {
  const names = readCaptures().map(({ name }) => name).filter((name) => !NO_FASTAGI.test(name));
  assertEquals([...SCENES.map(([name]) => name), ...Object.keys(OTHERS)].sort(), names.sort());
});
