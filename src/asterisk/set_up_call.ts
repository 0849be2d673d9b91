import { maxCommandBytes } from "../protocol/request.ts";
import { asApplication, type TestApplication } from "./application_call.ts";
import { APPLICATIONS } from "./applications.ts";
import { type ApplicationOutcome, asModelled } from "./applications/model.ts";
import { MODELS } from "./applications/models.ts";
import { fromText, toText } from "../protocol/binary.ts";
import type { Identity } from "./simulated_channel.ts";
import { soundFolder } from "./sound_folder.ts";
import type { AsteriskOptions } from "./simulated_asterisk.ts";
import type { Application, World } from "./call.ts";

/** Another channel of the same Asterisk. */
export interface OtherChannelOptions {
  /** Its state, as `CHANNEL STATUS` returns it: 6, answered, by default. */
  state?: number;
  /** Whether it is the other end of the call, which ends when this channel is hung up. */
  otherEnd?: boolean;
  /** Its variables, for `getFullVariable()`. */
  variables?: Readonly<Record<string, string>>;
}

/** A call, and the Asterisk that it is on. All times are milliseconds. */
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
  /** Path and query of the `agi://` address, e.g. `menu/de?vip=1`; none by default. */
  path?: string;
  /** The first argument of `AGI()`: made from `path` by default. */
  request?: string;
  /** The arguments of `AGI()` behind the first. */
  args?: readonly string[];
  /** More lines of the environment, or other values, e.g. `agi_callington`; the key as it is sent. */
  environment?: Readonly<Record<string, string>>;
  /** Asterisk's version, `22.10.1` by default; it tells how long a line may be. */
  version?: string;
  /** Whether the call was answered before the AGI began; it was not by default. */
  answered?: boolean;
  /** Whether the AGI begins after the hangup, as in the `h` extension. */
  dead?: boolean;
  /** Whether Asterisk sends audio, as `EAGI()` makes it do. */
  enhanced?: boolean;
  /** Whether a hangup is told: false as by `AGISIGHUP=no`. */
  tellHangup?: boolean;
  /** Whether the AGI ends at a hangup, as by `AGIEXITONHANGUP=yes`. */
  exitOnHangup?: boolean;
  /** Channel variables. */
  variables?: Readonly<Record<string, string>>;
  /** AstDB, by `family/key`. */
  database?: Readonly<Record<string, string>>;
  /**
   * How long sounds play; all others that are not in `missingSounds` play a second. Or a folder with
   * sound files, as Asterisk has them (`DIR/en/hello.gsm`, `DIR/hello.wav`): then there are these, as
   * long as they are, and no others.
   */
  sounds?: Readonly<Record<string, number>> | string;
  /** Sounds that there are not. */
  missingSounds?: readonly string[];
  /**
   * Applications for `EXEC`, by their names: a function, or how an application ends that the simulator
   * knows: `{ Dial: { status: "BUSY" } }`, or several ends, one for each run. See docs/testing.md for
   * those that it knows, and how they end by themselves.
   */
  applications?: Readonly<
    Record<string, TestApplication | ApplicationOutcome | readonly ApplicationOutcome[]>
  >;
  /**
   * Dialplan functions besides the usual ones, by a name such as `VMCOUNT`, or for one item such as
   * `CHANNEL(linkedid)`: get what stands in the parentheses, and the value where the function is set;
   * `undefined` is an error.
   */
  functions?: Readonly<Record<string, (args: string, value?: string) => string | undefined>>;
  /** Subroutines for `GOSUB`, by `context,extension,priority`; other than 0 is an abnormal end. */
  subroutines?: Readonly<Record<string, TestApplication>>;
  /** The arguments of the `Gosub` in whose subroutine `AGI()` stands; it stands in none by default. */
  gosub?: readonly string[];
  /** Other channels of the same Asterisk, by name, for `channelStatus(name)` and `hangup(name)`. */
  channels?: Readonly<Record<string, OtherChannelOptions>>;
  /** The labels that `SET PRIORITY` finds. */
  labels?: readonly string[];
  /** Whether `RECORD FILE` can write a file; it can by default. */
  writable?: (file: string, format: string) => boolean;
  /** Whether there is a speech engine; what the caller says is then understood. */
  speech?: boolean;
  /** The time of day when the call begins; by default the time of the machine. */
  time?: Date;
}

/** How long a sound plays of which nothing else is known, in milliseconds. */
const SOUND = 1000;

/** The state of a channel that is answered, as `CHANNEL STATUS` returns it. */
const UP = 6;

/** Samples in a millisecond. */
const RATE = 8;

/**
 * Makes the options of an engine: the environment, and what there is on the Asterisk.
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

/** The lines, in Asterisk's order. */
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
    // 67: there is no number, so it is not available.
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

/** Asterisk has places for so many arguments: the last one takes the rest. */
function splitArgs(args: readonly string[]): readonly string[] {
  if (args.length <= MOST_ARGS) return args;
  return [...args.slice(0, MOST_ARGS - 1), args.slice(MOST_ARGS - 1).join(",")];
}

/** The most arguments of an AGI. */
const MOST_ARGS = 127;

function worldOf(options: CallOptions, version: string): Partial<World> {
  const { gosub } = options;
  const args = Object.fromEntries((gosub ?? []).map((arg, index) => [`ARG${index + 1}`, arg]));
  const count = gosub === undefined ? {} : { ARGC: `${gosub.length}` };
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
    sounds: soundsOf(options),
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

/** An application of a test: its own, or one of the simulator's with an end that the test chose. */
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

function soundsOf(options: CallOptions): World["sounds"] {
  const { sounds = {}, missingSounds = [], language = "en" } = options;
  if (typeof sounds === "string") {
    const find = soundFolder(sounds, language);
    return (binary) => missingSounds.includes(toText(binary)) ? undefined : find(toText(binary));
  }
  for (const [name, duration] of Object.entries(sounds)) {
    if (!(duration >= 0)) {
      throw new RangeError(`Cannot play ${name} for ${duration} ms: it must be 0 or more`);
    }
  }
  const missing = new Set(missingSounds);
  return (binary) => {
    const name = toText(binary);
    if (name === "" || missing.has(name)) return undefined;
    return (Object.hasOwn(sounds, name) ? sounds[name] ?? SOUND : SOUND) * RATE;
  };
}

function binaryMap(entries: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map(
    Object.entries(entries).map(([key, value]) => [fromText(key), fromText(value)]),
  );
}
