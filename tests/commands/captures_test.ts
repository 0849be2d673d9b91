import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  AgiAppError,
  AgiDeadChannelError,
  AgiInvalidCommandError,
  AgiUsageError,
} from "../../src/errors.ts";
import { decodeText } from "../../src/protocol/text.ts";
import { type Capture, readCaptures } from "../testdata/captures.ts";
import { answer, readReply } from "./_answer.ts";
import { type Sample, SAMPLES } from "./_samples.ts";

/** Captures in which what follows a command is not its reply, by the reason. */
const OUT_OF_STEP: Record<string, readonly string[]> = {
  "a newline in an argument makes two commands": [
    "embedded_newline",
  ],
  "the command has no line end": [
    "eof_without_newline",
  ],
  "the line is too long": [
    "long_command_10000",
    "long_command_20000",
    "long_command_8191",
    "long_command_8192",
  ],
  "a NUL delays the reply to the next command": [
    "nul_byte",
  ],
  "two commands at once": [
    "pipelined_during_controlstream",
    "pipelined_during_exec",
    "pipelined_during_getdata",
    "pipelined_during_getdata_wait",
    "pipelined_during_getoption",
    "pipelined_during_record",
    "pipelined_during_say",
    "pipelined_during_saydate",
    "pipelined_during_stream",
    "pipelined_during_waitdigit",
    "pipelined_one_write",
    "pipelined_two_writes",
    "stdin_pipelined",
  ],
  "the connection is closed before the reply": [
    "server_closes_in_exec",
    "server_closes_in_stream",
    "server_rst_in_stream",
    "stdin_agiexitonhangup",
  ],
  "the end of the commands stops the running one": [
    "server_half_close_after_command",
    "server_half_close_in_getdata",
    "server_half_close_in_stream",
  ],
  "the command is sent ahead of the environment": [
    "server_writes_before_env",
  ],
};
const outOfStep = Object.values(OUT_OF_STEP).flat();

const ERRORS = new Map<number, new (message: string) => Error>([
  [510, AgiInvalidCommandError],
  [511, AgiDeadChannelError],
  [520, AgiUsageError],
]);

function sampleOf(line: string): Sample | undefined {
  const words = ` ${line.trim().toUpperCase()} `;
  return SAMPLES.find(({ verb }) => words.startsWith(` ${verb} `));
}

/** Reads each reply of a capture. Returns the verbs that it has. */
function readAll({ name, exchanges }: Capture): string[] {
  const verbs: string[] = [];
  for (const { sent, received } of exchanges) {
    const line = decodeText(sent);
    const sample = sampleOf(line);
    if (sample === undefined) continue;
    verbs.push(sample.verb);
    const where = `${name}: ${line.slice(0, 60)}`;
    assertEquals(line.indexOf("\n"), line.length - 1, `${where} is not one line`);
    assert(received.length > 0, `${where} has no reply`);
    const { status } = readReply(sample.command, received);
    let error: unknown;
    try {
      answer(sample.command, received);
    } catch (thrown) {
      error = thrown;
    }
    const expected = ERRORS.get(status);
    if (expected !== undefined) assertInstanceOf(error, expected, where);
    else if (error !== undefined) assertInstanceOf(error, AgiAppError, `${where} ${error}`);
    else assertEquals(status, 200, where);
  }
  return verbs;
}

const captures = readCaptures();

for (const capture of captures.filter(({ name }) => !outOfStep.includes(name))) {
  if (!capture.exchanges.some(({ sent }) => sampleOf(decodeText(sent)))) continue;
  Deno.test(`commands read every reply of the capture ${capture.name}`, () => {
    readAll(capture);
  });
}

Deno.test("commands cannot read the captures that are out of step", () => {
  for (const name of outOfStep) {
    const capture = captures.find((one) => one.name === name);
    assert(capture !== undefined, name);
    assertThrows(() => readAll(capture), Error, undefined, name);
  }
});

Deno.test("captures hold every command", () => {
  const verbs = captures.filter(({ name }) => !outOfStep.includes(name)).flatMap(readAll);
  for (const { verb } of SAMPLES) assert(verbs.includes(verb), verb);
});
