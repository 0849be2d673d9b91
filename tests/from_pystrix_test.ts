import { assert, assertEquals } from "@std/assert";
import * as agi from "../mod.ts";
import * as commands from "../src/commands/mod.ts";

/** Names of pystrix's AGI module: those of its documentation, and the actions and constants. */
const NAMES = {
  interface: ["AGI", "AGI.execute", "AGI.get_environment", "debug"],
  server: [
    "FastAGIServer",
    "timeout",
    "handle_request",
    "serve_forever",
    "shutdown",
    "clear_script_handlers",
    "get_script_handler",
    "register_script_handler",
    "unregister_script_handler",
  ],
  exceptions: [
    "AGIException",
    "items",
    "AGIError",
    "AGIUnknownError",
    "AGIAppError",
    "AGIHangup",
    "AGISIGPIPEHangup",
    "AGISIGHUPHangup",
    "AGIResultHangup",
    "AGIDeadChannelError",
    "AGIUsageError",
    "AGIInvalidCommandError",
    "AGINoResultError",
    "AGIDBError",
  ],
  actions: [
    "Answer",
    "ChannelStatus",
    "ControlStreamFile",
    "DatabaseDel",
    "DatabaseDeltree",
    "DatabaseGet",
    "DatabasePut",
    "Exec",
    "GetData",
    "GetFullVariable",
    "GetOption",
    "GetVariable",
    "Hangup",
    "Noop",
    "ReceiveChar",
    "ReceiveText",
    "RecordFile",
    "SayAlpha",
    "SayDate",
    "SayDatetime",
    "SayDigits",
    "SayNumber",
    "SayPhonetic",
    "SayTime",
    "SendImage",
    "SendText",
    "SetAutohangup",
    "SetCallerid",
    "SetContext",
    "SetExtension",
    "SetMusic",
    "SetPriority",
    "SetVariable",
    "StreamFile",
    "TDDMode",
    "Verbose",
    "WaitForDigit",
  ],
  constants: [
    "CHANNEL_DOWN_AVAILABLE",
    "CHANNEL_DOWN_RESERVED",
    "CHANNEL_OFFHOOK",
    "CHANNEL_DIALED",
    "CHANNEL_ALERTING",
    "CHANNEL_REMOTE_ALERTING",
    "CHANNEL_UP",
    "CHANNEL_BUSY",
    "FORMAT_SLN",
    "FORMAT_G723",
    "FORMAT_G729",
    "FORMAT_GSM",
    "FORMAT_ALAW",
    "FORMAT_ULAW",
    "FORMAT_VOX",
    "FORMAT_WAV",
    "LOG_DEBUG",
    "LOG_INFO",
    "LOG_WARN",
    "LOG_ERROR",
    "LOG_CRITICAL",
    "TDD_ON",
    "TDD_OFF",
    "TDD_MATE",
  ],
};

/** Types leave nothing to look for when the program runs, so that it is a type error if they go. */
const TYPES: {
  FastAgiServerOptions: agi.FastAgiServerOptions;
  ScriptOptions: agi.ScriptOptions;
} = { FastAgiServerOptions: {}, ScriptOptions: {} };

const exported: Record<string, unknown> = { ...agi, ...commands, ...TYPES };

/** The cells of the first two columns of all tables. */
function readRows(): [ours: string, theirs: string][] {
  const page = Deno.readTextFileSync(new URL("../docs/from-pystrix.md", import.meta.url));
  return page.split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(" | "))
    .map(([theirs = "", ours = ""]) => [theirs.slice(2), ours]);
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

/** Whether instances of a class have this member. */
function hasMember(type: unknown, member: string): boolean {
  if (typeof type !== "function") return false;
  if (member in type.prototype) return true;
  return type === agi.AgiException && member in new agi.AgiException("");
}

Deno.test("docs/from-pystrix.md has each name of pystrix once", () => {
  const names = readRows().flatMap(([theirs]) => namesIn(theirs));
  assertEquals(names.toSorted(), Object.values(NAMES).flat().sort());
});

Deno.test("docs/from-pystrix.md names only what exists", async () => {
  await using server = new agi.FastAgiServer({ port: 0 });
  for (const [theirs, cell] of readRows()) {
    const [first = "", ...more] = namesIn(cell);
    assert(first !== "", `${theirs} has no counterpart`);
    if (cell.includes("`: ")) {
      const list = exported[first];
      assert(Array.isArray(list) && list.includes(JSON.parse(more[0] ?? "")), cell);
      continue;
    }
    for (const name of [first, ...more]) {
      const [owner = "", member] = name.split(".");
      assert(owner in exported, name);
      if (member === undefined) continue;
      const onServer = owner === "FastAgiServer" && member in server;
      assert(onServer || hasMember(exported[owner], member), name);
    }
  }
});

Deno.test("docs/from-pystrix.md names states by the numbers that pystrix gives them", () => {
  const states = readRows()
    .filter(([theirs]) => theirs.startsWith("`CHANNEL_"))
    .map(([, ours]) => JSON.parse(namesIn(ours)[1] ?? ""));
  assertEquals(states, commands.CHANNEL_STATES.slice(0, 8));
});

Deno.test("docs/from-pystrix.md keeps the hierarchy of the exceptions", () => {
  const parents = {
    AgiError: agi.AgiException,
    AgiUnknownError: agi.AgiError,
    AgiAppError: agi.AgiError,
    AgiDeadChannelError: agi.AgiError,
    AgiUsageError: agi.AgiError,
    AgiInvalidCommandError: agi.AgiError,
    AgiHangup: agi.AgiException,
    AgiSigpipeHangup: agi.AgiHangup,
    AgiSighupHangup: agi.AgiHangup,
    AgiResultHangup: agi.AgiHangup,
  };
  for (const [name, parent] of Object.entries(parents)) {
    assert(Object.getPrototypeOf(exported[name]) === parent, name);
  }
});
