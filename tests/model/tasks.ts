/**
 * The commands that generated conversations are made of. Each carries a token of its own to Asterisk
 * and, where the protocol lets it, back: so that a reply which reaches the wrong one is noticed.
 *
 * @module
 */
import type { Command, Reply } from "../../src/command.ts";
import {
  AgiAppError,
  AgiDeadChannelError,
  AgiInvalidCommandError,
  AgiUsageError,
} from "../../src/errors.ts";
import {
  exec,
  getData,
  noop,
  sayDigits,
  streamFile,
  waitForDigit,
} from "../../src/commands/mod.ts";
import { channelStatus, hangup, setVariable } from "../../src/commands/mod.ts";
import { getVariable } from "../../src/commands/mod.ts";
import { fromText, toText } from "../../src/protocol/binary.ts";
import type { World } from "../../src/asterisk/call.ts";

/** What to send, as a generator makes it. Times are milliseconds. */
export type Spec =
  | { readonly kind: "answer" | "bogus" | "hangup" | "noop" | "no-file" | "status" | "usage" }
  | { readonly kind: "database" | "full-variable"; readonly value: string }
  | { readonly kind: "get-variable"; readonly value: string | null }
  | { readonly kind: "set-variable"; readonly value: string }
  | { readonly kind: "exec-return"; readonly value: number }
  | { readonly kind: "exec-wait" | "gosub" | "say" | "wait-for-digit"; readonly time: number }
  | { readonly kind: "stream"; readonly time: number; readonly digits: string }
  | { readonly kind: "get-data"; readonly time: number; readonly max: number }
  | { readonly kind: "get-option"; readonly time: number; readonly digits: string };

/** What a command is to give. */
export type Expected = { readonly value: unknown } | { readonly error: ErrorClass };

/** A class of errors. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** A command with everything that is needed to tell whether it got its own reply. */
export interface Task {
  /** The command. */
  readonly command: Command<unknown>;
  /** What must be on Asterisk for it. */
  readonly setUp?: (world: World) => void;
  /** What a reply of status 200 means, read independently of the command. */
  readonly expect: (result: string, rest: string) => Expected;
  /** Tells what is wrong on Asterisk when it was done. */
  readonly check?: (world: World) => string | undefined;
}

const DONE = () => ({ value: undefined });
const FAILED = { error: AgiAppError };

/** Makes the command with the number `id`, which is below 100. */
export function makeTask(short: Spec, id: number): Task {
  const spec = expand(short);
  switch (spec.kind) {
    case "answer":
      return { command: custom("ANSWER", [`id-${id}`], () => undefined), expect: DONE };
    case "bogus":
      return { command: custom("BOGUS", [`id-${id}`], () => undefined), expect: DONE };
    case "usage":
      return { command: custom("SET VARIABLE", [`U${id}`], () => undefined), expect: DONE };
    case "noop":
      return { command: noop(`id-${id}`), expect: DONE };
    case "hangup":
      return { command: hangup(), expect: () => ({ value: true }) };
    case "status":
      return { command: channelStatus(`none-${id}`), expect: () => ({ value: null }) };
    case "get-variable":
      return getVariableTask(`V${id}`, spec.value);
    case "full-variable":
      return getFullVariableTask(`V${id}`, spec.value);
    case "database":
      return databaseTask(`k${id}`, spec.value);
    case "set-variable":
      return setVariableTask(`S${id}`, spec.value);
    case "exec-return":
      return execTask(exec("Return", spec.value, `id-${id}`));
    case "exec-wait":
      return execTask(exec("Wait", spec.time / 1000, `id-${id}`));
    case "gosub":
      return gosubTask(spec.time, id);
    case "no-file":
      return { command: streamFile(`none-${id}`), expect: () => FAILED };
    case "stream":
      return streamTask(streamFile(`sound-${spec.time}`, at(id, spec.digits)), id);
    case "get-option":
      return streamTask(getOption(`sound-${id}-${spec.time}`, spec.digits), id);
    case "get-data":
      return getDataTask(
        getData(`sound-${id}-${spec.time}`, { timeout: 500, maxDigits: spec.max }),
      );
    case "say":
      return digitTask(sayDigits(`${id}${"0".repeat(spec.time / 500)}`, { escapeDigits: "159#" }));
    case "wait-for-digit":
      return digitTask(waitForDigit({ timeout: spec.time * 100 + id }));
  }
}

/** Writes out `<3 x>` as `xxx`: long values are short in a program, so that one can read it. */
function expand<T extends Spec>(spec: T): T {
  if (!("value" in spec) || typeof spec.value !== "string") return spec;
  const value = spec.value.replaceAll(
    /<(\d+) ([^>]+)>/g,
    (_, count: string, text: string) => text.repeat(Number(count)),
  );
  return { ...spec, value };
}

/** The length of the sounds that {@linkcode makeTask} uses, in samples: `sound-[ID-]MILLISECONDS`. */
export function soundSamples(name: string): number | undefined {
  const [, milliseconds] = /^sound-(?:\d+-)?(\d+)$/.exec(name) ?? [];
  return milliseconds === undefined ? undefined : FARTHEST + Number(milliseconds) * 8;
}

/** Every playback of STREAM FILE begins at a place of its own, all before this one. */
const FARTHEST = 100_000_000;

function at(id: number, escapeDigits: string): { escapeDigits: string; offset: number } {
  return { escapeDigits, offset: FARTHEST - id };
}

function getVariableTask(name: string, value: string | null): Task {
  const tooLong = value !== null && fromText(value).length >= 1023;
  return {
    command: getVariable(name),
    setUp: ({ variables }) => value !== null && variables.set(name, fromText(value)),
    expect: () => tooLong ? FAILED : { value: value?.toWellFormed() ?? null },
  };
}

function getFullVariableTask(name: string, value: string): Task {
  const sentinel = `~${name}~`;
  return {
    command: {
      ...custom("GET FULL VARIABLE", [`\${${name}}${sentinel}`], inParentheses),
      allowedOnDeadChannel: true,
      sentinel,
    },
    setUp: ({ variables }) => variables.set(name, fromText(value)),
    expect: () => ({ value: value.toWellFormed() + sentinel }),
  };
}

function databaseTask(key: string, value: string): Task {
  return {
    command: {
      ...custom("DATABASE GET", ["model", key], inParentheses),
      allowedOnDeadChannel: true,
      freeText: true,
    },
    setUp: ({ database }) => database.set(`model/${key}`, fromText(value)),
    expect: () => ({ value: value.toWellFormed() }),
  };
}

function setVariableTask(name: string, value: string): Task {
  return {
    command: setVariable(name, value),
    expect: DONE,
    check({ variables }) {
      const got = toText(variables.get(name) ?? "");
      return got === value.toWellFormed() ? undefined : `${name} became ${JSON.stringify(got)}`;
    },
  };
}

function execTask(command: Command<number>): Task {
  return { command, expect: (result) => ({ value: Number(result) }) };
}

function gosubTask(time: number, id: number): Task {
  return {
    command: custom("GOSUB", ["model", `${time}`, "1", `id-${id}`], ({ text }) => text),
    setUp({ subroutines }) {
      subroutines.set(`model,${time},1`, async (call) => await call.idle(time) ? 0 : -1);
    },
    expect: (_, rest) => ({ value: rest }),
  };
}

function getOption(file: string, digits: string): Command<unknown> {
  const { parse } = streamFile(file);
  return {
    ...custom("GET OPTION", [file, digits, "700"], parse),
    interruptible: "always",
    interruptedResult: "0",
    hangupOnMinusOne: true,
  };
}

function streamTask(command: Command<unknown>, id: number): Task {
  const least = command.verb === "STREAM FILE" ? FARTHEST - id : 0;
  return {
    command,
    expect(result, rest) {
      const endpos = Number(rest.replace("endpos=", ""));
      if (endpos < least) throw new Error(`The model gave ${endpos} for ${command.args}`);
      return result === "-1" ? FAILED : { value: { digit: digitOf(result), endpos } };
    },
  };
}

function getDataTask(command: Command<unknown>): Task {
  return {
    command,
    expect: (result, rest) =>
      result === "-1" ? FAILED : { value: { digits: result, timedOut: rest === "(timeout)" } },
  };
}

function digitTask(command: Command<unknown>): Task {
  return {
    command,
    expect: (result) => result === "-1" ? FAILED : { value: digitOf(result) },
  };
}

function digitOf(code: string): string | null {
  return code === "0" ? null : String.fromCharCode(Number(code));
}

function inParentheses({ text }: Reply): string {
  return text.slice(1, -1);
}

function custom(
  verb: string,
  args: readonly string[],
  parse: (reply: Reply) => unknown,
): Command<unknown> {
  return { verb, args, allowedOnDeadChannel: verb === "SET VARIABLE", parse };
}

/** Reads what the model said of a command: all lines of its reply. */
export function readSaid(task: Task, said: string): Expected {
  const text = toText(said).replace(/^100 .*\n/, "");
  if (text.startsWith("510")) return { error: AgiInvalidCommandError };
  if (text.startsWith("511")) return { error: AgiDeadChannelError };
  if (text.startsWith("520")) return { error: AgiUsageError };
  const [, result = "", rest = ""] = /^200 result=([^ \n]*) ?([^\n]*)/.exec(text) ?? [];
  return result === "-2" ? FAILED : task.expect(result, rest);
}
