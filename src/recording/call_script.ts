import { parseArgs } from "../protocol/split_words.ts";
import { fromBytes, toText } from "../protocol/binary.ts";
import { type Capture, captureOf } from "./capture.ts";
import { fenceOf } from "./same_command.ts";

/** What the caller of a recording did, in order. */
export type Deed =
  | { readonly kind: "hears"; readonly sound: string }
  | { readonly kind: "press"; readonly keys: string }
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "runs"; readonly command: string }
  | { readonly kind: "silence" }
  | { readonly kind: "hangUp" };

/** One run of an application or a subroutine: what it returned, and what could be read afterwards. */
export interface Run {
  readonly returned: number;
  readonly variables: Record<string, string>;
}

/** A recorded call as a simulated one can go again. */
export interface CallScript {
  /** The environment, by its keys. */
  readonly environment: ReadonlyMap<string, string>;
  /** Variables that the call began with, as far as the handler read them. */
  readonly variables: Record<string, string>;
  /** AstDB, as far as the handler read it. */
  readonly database: Record<string, string>;
  /** Sounds that there were not. */
  readonly missingSounds: Set<string>;
  /** Applications by their names. */
  readonly applications: Map<string, Run[]>;
  /** Subroutines by `context,extension,priority`. */
  readonly subroutines: Map<string, Run[]>;
  /** What the caller did. */
  readonly deeds: Deed[];
  /** What the caller heard. */
  readonly heard: string[];
  /** The variables that the handler set last. */
  readonly set: Record<string, string>;
}

/** A command, and all that Asterisk said until the next. */
interface Exchange {
  readonly words: readonly string[];
  readonly reply: string;
  /** Whether Asterisk told of a hangup with the reply, or before the next command. */
  readonly hungUp: boolean;
}

/** Commands that play the file which is their first argument. */
const PLAYS: readonly string[] = ["STREAM FILE", "GET DATA", "GET OPTION", "CONTROL STREAM FILE"];

/** Commands in which the caller can do something although nothing is heard. */
const QUIET: readonly string[] = [
  "EXEC",
  "GET DATA",
  "GOSUB",
  "RECEIVE TEXT",
  "RECORD FILE",
  "WAIT FOR DIGIT",
];

/** Reads from a recording what a simulated call needs to go the same way. */
export function readCallScript(recording: Capture): CallScript {
  const capture = untilHandlerEnds(recording);
  const [first] = capture.exchanges;
  const environment = new Map<string, string>();
  for (const line of toText(fromBytes(first?.received ?? new Uint8Array())).split("\n")) {
    const [, key, value] = /^(agi_\w+): (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) environment.set(key, value);
  }
  const writer = new ScriptWriter(environment);
  for (const exchange of exchangesOf(capture)) writer.add(exchange);
  return writer.script;
}

/** Without what Asterisk still says after the handler ended: its `HANGUP` is not the caller's. */
function untilHandlerEnds(capture: Capture): Capture {
  const { name, entries } = capture;
  const end = entries.findIndex((entry) =>
    entry.kind === "comment" && /^responder (closes|shuts down|resets)/.test(entry.text)
  );
  return end < 0 ? capture : captureOf(name, entries.slice(0, end));
}

function exchangesOf(capture: Capture): Exchange[] {
  return capture.exchanges.flatMap(({ sent, received }) => {
    const lines = fromBytes(sent).split("\n").filter((line) => line !== "");
    // A fence only brings the conversation back in step.
    const line = lines.find((line) => fenceOf(line) === undefined);
    if (line === undefined) return [];
    const said = fromBytes(received);
    const reply = said.split("\n").filter((part) => part !== "HANGUP" && !part.startsWith("100 "))
      .join("\n").trimEnd();
    return [{
      words: parseArgs(toText(line)),
      reply: toText(reply),
      hungUp: /^HANGUP$/m.test(said),
    }];
  });
}

class ScriptWriter {
  readonly script: CallScript;
  /** The run whose variables are read now. */
  #run: Run | undefined;
  #over = false;

  constructor(environment: ReadonlyMap<string, string>) {
    this.script = {
      environment,
      variables: {},
      database: {},
      missingSounds: new Set(),
      applications: new Map(),
      subroutines: new Map(),
      deeds: [],
      heard: [],
      set: {},
    };
  }

  add({ words, reply, hungUp }: Exchange): void {
    const [verb, args] = verbOf(words);
    const [, result = "", text = ""] = /^200 result=(\S*) ?([^]*)$/.exec(reply) ?? [];
    const value = /^\(([^]*)\)$/.exec(text)?.[1];
    this.#read(verb, args, value);
    const quiet = QUIET.includes(verb) && !(verb === "GET DATA" && args[0] !== "");
    if (quiet) this.script.deeds.push({ kind: "runs", command: verb });
    this.#act(verb, args, { result, text, hungUp });
    if (hungUp && !this.#over) {
      this.#over = true;
      if (verb !== "HANGUP" && !(verb === "EXEC" && /^hangup$/i.test(args[0] ?? ""))) {
        this.script.deeds.push({ kind: "hangUp" });
      }
    }
  }

  /** What the handler read or wrote. */
  #read(verb: string, args: readonly string[], value: string | undefined): void {
    const { database, set } = this.script;
    const [first = "", second = "", third = ""] = args;
    switch (verb) {
      case "SET VARIABLE":
        set[first] = second;
        return;
      case "GET VARIABLE":
        return this.#keep(first, value);
      case "GET FULL VARIABLE": {
        const names = Array.from(first.matchAll(/\$\{(\w+)\}/g), ([, name = ""]) => name);
        const values = value?.split(/tipring-[0-9a-f-]{36},?/) ?? [];
        for (const [at, name] of names.entries()) this.#keep(name, values[at]);
        return;
      }
      case "DATABASE GET":
        if (value !== undefined) database[`${first}/${second}`] ??= value;
        return;
      case "DATABASE PUT":
        database[`${first}/${second}`] ??= third;
    }
  }

  /** A value that was read: of the last run, or of the call's begin. */
  #keep(name: string, value: string | undefined): void {
    if (!/^\w+$/.test(name) || value === undefined || Object.hasOwn(this.script.set, name)) return;
    (this.#run?.variables ?? this.script.variables)[name] ??= value;
  }

  /** What the caller heard and did. */
  #act(
    verb: string,
    args: readonly string[],
    reply: { result: string; text: string; hungUp: boolean },
  ): void {
    const { deeds, missingSounds } = this.script;
    const [first = ""] = args;
    const { result, text } = reply;
    if (PLAYS.includes(verb) && first !== "") {
      if (result === "-1" && !reply.hungUp && !/hangup/.test(text)) {
        missingSounds.add(first);
        return;
      }
      this.#hear(first);
    } else if (verb.startsWith("SAY ") && /^(NUMBER|DIGITS|ALPHA|PHONETIC)$/.test(verb.slice(4))) {
      this.#hear(`${verb.slice(4).toLowerCase()} ${first}`);
    }
    switch (verb) {
      case "GET DATA":
        return this.#press(keysOf(args, result, text));
      case "RECORD FILE":
        if (args.some((word) => /^beep$/i.test(word))) this.#hear("beep");
        if (text.startsWith("(timeout)")) deeds.push({ kind: "silence" });
        return this.#press(text.startsWith("(dtmf)") ? keyOf(result) : "");
      case "RECEIVE TEXT":
        if (result === "1") deeds.push({ kind: "say", text: text.slice(1, -1) });
        return;
      case "EXEC":
        if (result !== "-2") {
          this.#run = runOf(this.script.applications, first, Number(result));
        }
        return;
      case "GOSUB":
        this.#run = runOf(this.script.subroutines, args.slice(0, 3).join(","), 0);
        return;
      default:
        if (verb !== "WAIT FOR DIGIT" && !PLAYS.includes(verb) && !verb.startsWith("SAY ")) return;
        this.#press(keyOf(result));
    }
  }

  #hear(sound: string): void {
    this.script.heard.push(sound);
    this.script.deeds.push({ kind: "hears", sound });
  }

  #press(keys: string): void {
    if (keys !== "") this.script.deeds.push({ kind: "press", keys });
  }
}

/** The verb in upper case, of at most three words, and the arguments. */
function verbOf(words: readonly string[]): [verb: string, args: readonly string[]] {
  const text = words.slice(0, 3).join(" ").toUpperCase();
  const three = ["CONTROL STREAM FILE", "GET FULL VARIABLE", "WAIT FOR DIGIT"].includes(text);
  const one = /^(ANSWER|EXEC|GOSUB|HANGUP|NOOP|VERBOSE)\b/.test(text);
  const count = three ? 3 : one ? 1 : 2;
  return [words.slice(0, count).join(" ").toUpperCase(), words.slice(count)];
}

/** The keys of a GET DATA: with the `#` that ended it, where nothing else did. */
function keysOf(args: readonly string[], result: string, text: string): string {
  if (!/^[0-9A-D*]*$/.test(result) || /^\(timeout\)/.test(text)) return result.replace("-1", "");
  const most = Number(args[2] ?? 1024);
  return result.length < most ? `${result}#` : result;
}

/** The key that a result stands for; `""` for none. */
function keyOf(result: string): string {
  const key = String.fromCharCode(Number(result));
  return /^[0-9A-D*#]$/.test(key) ? key : "";
}

function runOf(runs: Map<string, Run[]>, name: string, returned: number): Run {
  const run: Run = { returned, variables: {} };
  const all = runs.get(name);
  if (all === undefined) runs.set(name, [run]);
  else all.push(run);
  return run;
}
