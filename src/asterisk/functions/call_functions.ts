import { joinCallerId, splitCallerId } from "../caller_id.ts";
import type { Identity } from "../simulated_channel.ts";
import {
  type FunctionContext,
  notSimulated,
  type ReadTable,
  type WriteTable,
} from "./dialplan_function.ts";
import { splitArguments } from "./split_arguments.ts";

/** Functions that read the call, its caller, its channel and other state than variables. */
export const CALLS: ReadTable = {
  CALLERID: readCallerId,
  CHANNEL: readChannel,
  GLOBAL: (name, { call: { world } }) => world.globals.get(name) ?? "",
  HASH: (args, { call: { world } }) => {
    if (splitArguments(args).length < 2) throw notSimulated("HASH", "without a key");
    return world.settings.get(`HASH(${args})`) ?? "";
  },
  LOCAL: (name, { call: { world } }) => world.inSubroutine ? world.variables.get(name) : undefined,
  SHARED: (args, { call: { world } }) => {
    if (args.includes(",")) throw notSimulated("SHARED", "of another channel");
    return world.settings.get(`SHARED(${args})`);
  },
  TIMEOUT: readTimeout,
  VERSION: (item, { call: { world } }) => {
    if (item !== "") throw notSimulated("VERSION", `(${item})`);
    return world.version;
  },
};

/** Functions that set state of a call. */
export const CALL_WRITERS: WriteTable = {
  CALLERID: writeCallerId,
  CHANNEL: writeChannel,
  GLOBAL: ({ args, value }, { call: { world } }) => {
    if (value === "") world.globals.delete(args);
    else world.globals.set(args, value);
  },
  HASH: ({ args, value }, { call: { world } }) => {
    if (splitArguments(args).length < 2) throw notSimulated("HASH", "without a key");
    world.settings.set(`HASH(${args})`, value);
  },
  // Outside a subroutine this has no effect.
  LOCAL: ({ args, value }, { call: { world } }) => {
    if (world.inSubroutine) world.variables.set(args, value);
  },
  SHARED: ({ args, value }, { call: { world } }) => {
    if (args.includes(",")) throw notSimulated("SHARED", "of another channel");
    world.settings.set(`SHARED(${args})`, value);
  },
  TIMEOUT: writeTimeout,
};

/** The items of `CALLERID()` in the identity of a channel. */
const IDENTITY_ITEMS: Readonly<Record<string, keyof Identity>> = {
  num: "callerId",
  number: "callerId",
  name: "callerIdName",
  dnid: "dnid",
  rdnis: "rdnis",
};

/** The other items of `CALLERID()`, with their defaults. */
const CALLER_ITEMS: Readonly<Record<string, string>> = {
  ...{ "ani-num": "", "ani-name": "", ani2: "0", tag: "", "num-plan": "0", subaddr: "" },
  ...{ "num-pres": "allowed_not_screened", "name-pres": "allowed_not_screened" },
  ...{ "name-charset": "iso8859-1" },
};

/** Aliases of items. */
const SAME_ITEMS: Readonly<Record<string, string>> = { ani: "ani-num", ton: "num-plan" };

function callerItem(args: string): string {
  const item = args.toLowerCase();
  return (Object.hasOwn(SAME_ITEMS, item) ? SAME_ITEMS[item] : undefined) ?? item;
}

function readCallerId(args: string, { call }: FunctionContext): string | undefined {
  const { channel: { identity }, world: { settings } } = call;
  const comma = args.indexOf(",");
  const item = callerItem(comma < 0 ? args : args.slice(0, comma));
  const who = comma < 0 ? identity : { ...identity, ...splitCallerId(args.slice(comma + 1)) };
  if (item === "") return undefined;
  if (item === "all") return joinCallerId(who);
  if (item === "ani-all") {
    const other = (name: string) => settings.get(`CALLERID(${name})`) ?? "";
    return joinCallerId({ callerId: other("ani-num"), callerIdName: other("ani-name") });
  }
  const isKnown = identity.callerId !== "" || settings.has("CALLERID(num-valid)");
  if (item === "num-valid") return isKnown ? "1" : "0";
  if (item === "pres" && !isKnown && identity.callerIdName === "") return "unavailable";
  if (
    item === "pres" && (settings.has("CALLERID(num-pres)") || settings.has("CALLERID(name-pres)"))
  ) {
    throw notSimulated("CALLERID", "(pres)");
  }
  if (item === "pres") return settings.get("CALLERID(pres)") ?? "allowed_not_screened";
  const field = Object.hasOwn(IDENTITY_ITEMS, item) ? IDENTITY_ITEMS[item] : undefined;
  if (field !== undefined) return who[field];
  if (!Object.hasOwn(CALLER_ITEMS, item)) throw notSimulated("CALLERID", `(${args})`);
  const both = /-pres$/.test(item) ? settings.get("CALLERID(pres)") : undefined;
  return settings.get(`CALLERID(${item})`) ?? both ?? CALLER_ITEMS[item];
}

function writeCallerId(
  { args, value }: { args: string; value: string },
  { call }: FunctionContext,
): void {
  const { channel: { identity }, world: { settings } } = call;
  const item = callerItem(args);
  const field = Object.hasOwn(IDENTITY_ITEMS, item) ? IDENTITY_ITEMS[item] : undefined;
  if (field === "callerId") settings.set("CALLERID(num-valid)", "1");
  if (item === "all") Object.assign(identity, splitCallerId(value));
  else if (item === "ani-all") {
    const { callerId, callerIdName } = splitCallerId(value);
    settings.set("CALLERID(ani-num)", callerId);
    settings.set("CALLERID(ani-name)", callerIdName);
  } else if (item === "pres") {
    for (const part of ["num-pres", "name-pres"]) settings.delete(`CALLERID(${part})`);
    settings.set("CALLERID(pres)", value);
  } else if (field !== undefined) identity[field] = value;
  else if (Object.hasOwn(CALLER_ITEMS, item)) settings.set(`CALLERID(${item})`, value);
  else throw notSimulated("CALLERID", `(${args})`);
}

/** The items of `CHANNEL()` on every channel, with their defaults. */
const CHANNEL_ITEMS: Readonly<Record<string, string | undefined>> = {
  ...{ amaflags: "3", callgroup: "", hangupsource: "", musicclass: "", parkinglot: "" },
  ...{ pickupgroup: "", tonezone: undefined, transfercapability: "SPEECH", userfield: "" },
};

function readChannel(args: string, { call }: FunctionContext): string | undefined {
  const { channel, world: { settings } } = call;
  const { identity } = channel;
  const item = args.toLowerCase();
  switch (item) {
    case "":
      return undefined;
    case "accountcode":
      return identity.accountCode;
    case "channeltype":
      return identity.name.replace(/\/.*/, "");
    case "checkhangup":
      return channel.hungUp ? "1" : "0";
    case "context":
      return identity.context;
    case "exten":
      return identity.extension;
    case "language":
      return identity.language;
    case "name":
      return identity.name;
    case "state":
      return channel.up ? "Up" : "Ring";
    case "uniqueid":
      return identity.uniqueId;
  }
  if (!Object.hasOwn(CHANNEL_ITEMS, item)) throw notSimulated("CHANNEL", `(${args})`);
  return settings.get(`CHANNEL(${item})`) ?? CHANNEL_ITEMS[item];
}

function writeChannel(
  { args, value }: { args: string; value: string },
  { call }: FunctionContext,
): void {
  const { channel: { identity }, world: { settings } } = call;
  const item = args.toLowerCase();
  if (item === "language") identity.language = value;
  else if (item === "accountcode") identity.accountCode = value;
  else if (Object.hasOwn(CHANNEL_ITEMS, item)) settings.set(`CHANNEL(${item})`, value);
  // A real channel does not allow these to be set either.
  else if (!/^(channeltype|checkhangup|context|exten|name|state|uniqueid)$/.test(item)) {
    throw notSimulated("CHANNEL", `(${args})`);
  }
}

/** The timeouts of a dialplan, in seconds. */
const TIMEOUTS: Readonly<Record<string, string>> = { digit: "5.000", response: "10.000" };

function readTimeout(args: string, { call }: FunctionContext): string | undefined {
  const item = args.toLowerCase();
  if (item === "absolute") {
    const { hangsUpAt, now } = call;
    return hangsUpAt === undefined ? "0" : ((hangsUpAt - now) / 1000).toFixed(3);
  }
  if (!Object.hasOwn(TIMEOUTS, item)) return undefined;
  return call.world.settings.get(`TIMEOUT(${item})`) ?? TIMEOUTS[item];
}

function writeTimeout(
  { args, value }: { args: string; value: string },
  { call }: FunctionContext,
): void {
  const item = args.toLowerCase();
  const seconds = Math.max(0, parseFloat(value) || 0);
  if (item === "absolute") call.hangUpAfter(seconds * 1000);
  else if (Object.hasOwn(TIMEOUTS, item)) {
    const milliseconds = Math.trunc(seconds * 1000);
    call.world.settings.set(`TIMEOUT(${item})`, (milliseconds / 1000).toFixed(3));
  }
}
