import { maxCommandBytes } from "../protocol/request.ts";
import { asApplication, type TestApplication } from "./application_call.ts";
import { APPLICATIONS } from "./applications.ts";
import { type ApplicationOutcome, asModelled } from "./applications/model.ts";
import { MODELS } from "./applications/models.ts";
import { fromText, toText } from "../protocol/binary.ts";
import type { Identity } from "./simulated_channel.ts";
import { lengthOfAll } from "./saying.ts";
import { soundFolder } from "./sound_folder.ts";
import type { AsteriskOptions } from "./simulated_asterisk.ts";
import type { Application, World } from "./call.ts";

/** Another channel on the same Asterisk. */
export interface OtherChannelOptions {
  /** Its state, as `CHANNEL STATUS` returns it: 6, answered, by default. */
  state?: number;
  /** Whether it is the other end of the call, which ends when this channel is hung up. */
  otherEnd?: boolean;
  /** Its variables, for `getFullVariable()`. */
  variables?: Readonly<Record<string, string>>;
}

/** A call, and the Asterisk that runs it. All times are milliseconds. */
export interface CallOptions {
  /** The caller's number; none by default. */
  callerId?: string;
  /** The caller's name; none by default. */
  callerIdName?: string;
  /** The extension that was dialed, `100` by default. */
  extension?: string;
  /** The dialplan context, `default` by default. */
  context?: string;
  /** The priority in the dialplan, 1 by default. */
  priority?: number;
  /** The number that the caller dialed (`agi_dnid`); the extension by default. */
  dnid?: string;
  /** The number that redirected the call; none by default. */
  rdnis?: string;
  /** The language of the channel, `en` by default. */
  language?: string;
  /** The account code; none by default. */
  accountCode?: string;
  /** The channel's name, `PJSIP/caller-00000001` by default. */
  channel?: string;
  /** The channel's unique id. */
  uniqueId?: string;
  /** The path and query of the `agi://` address, e.g. `menu/de?vip=1`; none by default. */
  path?: string;
  /** The first argument of `AGI()`; derived from `path` by default. */
  request?: string;
  /** The arguments of `AGI()` after the first. */
  args?: readonly string[];
  /** Additional or replaced lines of the environment, by the key as sent, e.g. `agi_callington`. */
  environment?: Readonly<Record<string, string>>;
  /** Asterisk's version, `22.10.1` by default; it decides how long a line may be. */
  version?: string;
  /** Whether the call is answered before the AGI starts; `false` by default. */
  answered?: boolean;
  /** Whether the AGI starts after the hangup, as in the `h` extension. */
  dead?: boolean;
  /** Whether the AGI gets audio, as from `EAGI()`. */
  enhanced?: boolean;
  /** Whether Asterisk reports a hangup; `false` acts like `AGISIGHUP=no`. */
  tellHangup?: boolean;
  /** Whether the AGI ends at a hangup, as with `AGIEXITONHANGUP=yes`. */
  exitOnHangup?: boolean;
  /** Channel variables. */
  variables?: Readonly<Record<string, string>>;
  /** AstDB, by `family/key`. */
  database?: Readonly<Record<string, string>>;
  /**
   * The durations of sounds; sounds that are neither here nor in `missingSounds` last a second. Or
   * a folder of sound files laid out as Asterisk's (`DIR/en/hello.gsm`, `DIR/hello.wav`): then only
   * these exist, with their real durations.
   */
  sounds?: Readonly<Record<string, number>> | string;
  /** Sounds that do not exist. */
  missingSounds?: readonly string[];
  /**
   * Applications for `EXEC`, by their names: a function, or the outcome of an application that the
   * simulator knows, as in `{ Dial: { status: "BUSY" } }`, or several outcomes, one for each run.
   * See docs/testing.md for the known applications and their default outcomes.
   */
  applications?: Readonly<
    Record<string, TestApplication | ApplicationOutcome | readonly ApplicationOutcome[]>
  >;
  /**
   * Additional dialplan functions, by a name such as `VMCOUNT`, or for one item such as
   * `CHANNEL(linkedid)`. They get the arguments, and the value when the function is set;
   * `undefined` is an error.
   */
  functions?: Readonly<Record<string, (args: string, value?: string) => string | undefined>>;
  /**
   * Subroutines for `GOSUB`, by `context,extension,priority`; one that does not return 0 failed.
   */
  subroutines?: Readonly<Record<string, TestApplication>>;
  /** The arguments of the `Gosub` whose subroutine runs `AGI()`; by default no subroutine does. */
  gosub?: readonly string[];
  /** Other channels of the same Asterisk, by name, for `channelStatus(name)` and `hangup(name)`. */
  channels?: Readonly<Record<string, OtherChannelOptions>>;
  /** The labels that `SET PRIORITY` finds. */
  labels?: readonly string[];
  /** Whether `RECORD FILE` can write files; `true` by default. */
  writable?: (file: string, format: string) => boolean;
  /** Whether Asterisk has a speech engine; it recognizes the texts that the caller sends. */
  speech?: boolean;
  /** The time of day at which the call starts; by default the time of the machine. */
  time?: Date;
}

/** The default duration of a sound, in milliseconds. */
const SOUND = 1000;

/** The state of an answered channel, as `CHANNEL STATUS` returns it. */
const UP = 6;

/** Samples in a millisecond. */
const RATE = 8;

/**
 * Makes the options of an engine: the environment, and what the Asterisk has.
 *
 * @throws {RangeError} If a duration is negative.
 */
export function setUpCall(options: CallOptions = {}): Omit<AsteriskOptions, "scheduler"> {
  const { version = "22.10.1", answered = false } = options;
  const identity = identityOf(options);
  return {
    identity,
    environment: environmentOf(options, identity, version),
    lineLimit: maxCommandBytes(version) + 2,
    up: answered,
    world: worldOf(options, version),
    ...options.dead !== undefined && { dead: options.dead },
    ...options.enhanced !== undefined && { enhanced: options.enhanced },
    ...options.tellHangup !== undefined && { tellHangup: options.tellHangup },
    ...options.exitOnHangup !== undefined && { exitOnHangup: options.exitOnHangup },
  };
}

function identityOf(options: CallOptions): Identity {
  const { extension = "100" } = options;
  const identity: Identity = {
    name: options.channel ?? "PJSIP/caller-00000001",
    uniqueId: options.uniqueId ?? "1700000000.1",
    language: options.language ?? "en",
    accountCode: options.accountCode ?? "",
    callerId: options.callerId ?? "",
    callerIdName: options.callerIdName ?? "",
    dnid: options.dnid ?? extension,
    rdnis: options.rdnis ?? "",
    context: options.context ?? "default",
    extension,
    priority: `${options.priority ?? 1}`,
  };
  const entries = Object.entries(identity).map(([key, value]) => [key, fromText(value)] as const);
  return Object.fromEntries(entries) as unknown as Identity;
}

/** Builds the lines of the environment, in Asterisk's order. */
function environmentOf(options: CallOptions, identity: Identity, version: string): string[] {
  const { path = "", args = [], enhanced = false } = options;
  const request = options.request ?? `agi://127.0.0.1/${path}`;
  const fields: [key: string, value: string][] = [
    ["network", "yes"],
    ...(path === "" ? [] : [["network_script", fromText(path)]] as [string, string][]),
    ["request", fromText(request)],
    ["channel", identity.name],
    ["language", identity.language],
    ["type", identity.name.replace(/\/.*/, "")],
    ["uniqueid", identity.uniqueId],
    ["version", version],
    ["callerid", identity.callerId || "unknown"],
    ["calleridname", identity.callerIdName || "unknown"],
    // 67: number not available.
    ["callingpres", identity.callerId === "" ? "67" : "0"],
    ["callingani2", "0"],
    ["callington", "0"],
    ["callingtns", "0"],
    ["dnid", identity.dnid || "unknown"],
    ["rdnis", identity.rdnis || "unknown"],
    ["context", identity.context],
    ["extension", identity.extension],
    ["priority", identity.priority],
    ["enhanced", enhanced ? "1.0" : "0.0"],
    ["accountcode", identity.accountCode],
    ["threadid", "140000000000000"],
    ...splitArgs(args).map((arg, index): [string, string] => [`arg_${index + 1}`, fromText(arg)]),
  ];
  const lines = new Map(fields.map(([key, value]) => [`agi_${key}`, value]));
  for (const [key, value] of Object.entries(options.environment ?? {})) {
    lines.set(fromText(key), fromText(value));
  }
  return Array.from(lines, ([key, value]) => `${key}: ${value}`);
}

/** Joins the arguments above Asterisk's limit into the last one, as Asterisk does. */
function splitArgs(args: readonly string[]): readonly string[] {
  if (args.length <= MOST_ARGS) return args;
  return [...args.slice(0, MOST_ARGS - 1), args.slice(MOST_ARGS - 1).join(",")];
}

/** Maximum number of arguments of an AGI. */
const MOST_ARGS = 127;

function worldOf(options: CallOptions, version: string): Partial<World> {
  const { gosub } = options;
  const args = Object.fromEntries((gosub ?? []).map((arg, index) => [`ARG${index + 1}`, arg]));
  const count: Record<string, string> = gosub === undefined ? {} : { ARGC: `${gosub.length}` };
  const functions = Object.entries(options.functions ?? {}).map(([name, run]) =>
    [name, (_: unknown, args: string, given?: string) => {
      const value = given === undefined ? run(toText(args)) : run(toText(args), toText(given));
      return value === undefined ? undefined : fromText(value);
    }] as const
  );
  const applications = Object.entries(options.applications ?? {})
    .map(([name, given]) => [name.toLowerCase(), makeApplication(name, given)] as const);
  const subroutines = Object.entries(options.subroutines ?? {})
    .map(([place, run]) => [place, asApplication(run)] as const);
  return {
    ...soundsOf(options),
    variables: binaryMap({ ...args, ...count, ...options.variables }),
    channels: channelsOf(options),
    version,
    inSubroutine: gosub !== undefined,
    database: binaryMap(options.database),
    functions: new Map(functions),
    applications: new Map([...APPLICATIONS, ...applications]),
    subroutines: new Map(subroutines),
    labels: new Set(options.labels),
    writable: (file, format) => options.writable?.(toText(file), toText(format)) ?? true,
    speech: options.speech ?? false,
    epoch: (options.time ?? new Date()).getTime(),
  };
}

function channelsOf({ channels = {} }: CallOptions): World["channels"] {
  const entries = Object.entries(channels).map((
    [name, { state = UP, otherEnd = false, variables }],
  ) => [fromText(name), { state, otherEnd, variables: binaryMap(variables) }] as const);
  return new Map(entries);
}

/** Makes an application of a test: its own function, or a simulated one with a chosen outcome. */
function makeApplication(
  name: string,
  given: TestApplication | ApplicationOutcome | readonly ApplicationOutcome[],
): Application {
  if (typeof given === "function") return asApplication(given);
  const model = MODELS.get(name.toLowerCase());
  if (model === undefined) {
    const known = Array.from(MODELS.values(), (model) => model.name).join(", ");
    throw new TypeError(
      `applications ${JSON.stringify(name)} needs a function (an end can be chosen for ${known})`,
    );
  }
  return asModelled(model, Array.isArray(given) ? given : [given]);
}

function soundsOf(options: CallOptions): Pick<World, "sounds" | "said"> {
  const { sounds = {}, missingSounds = [] } = options;
  if (typeof sounds === "string") {
    const find = soundFolder(sounds);
    const lengthOf: World["sounds"] = (binary, language) => {
      const name = toText(binary);
      return missingSounds.includes(name) ? undefined : find(name, toText(language));
    };
    return { sounds: lengthOf, said: lengthOfAll(lengthOf) };
  }
  for (const [name, duration] of Object.entries(sounds)) {
    if (!(duration >= 0)) {
      throw new RangeError(`Cannot play ${name} for ${duration} ms: it must be 0 or more`);
    }
  }
  const missing = new Set(missingSounds);
  return {
    said: undefined,
    sounds: (binary) => {
      const name = toText(binary);
      if (name === "" || missing.has(name)) return undefined;
      return (Object.hasOwn(sounds, name) ? sounds[name] ?? SOUND : SOUND) * RATE;
    },
  };
}

function binaryMap(entries: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map(
    Object.entries(entries).map(([key, value]) => [fromText(key), fromText(value)]),
  );
}
