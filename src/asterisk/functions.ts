import { fromBytes, fromText, toBytes, toText } from "../protocol/binary.ts";
import type { Call, DialplanFunction } from "./call.ts";
import { joinCallerId } from "./caller_id.ts";
import type { Identity } from "./simulated_channel.ts";

/** Calls a dialplan function; `undefined` if there is none, or it fails. */
export function callFunction(call: Call, name: string, args: string): string | undefined {
  const own = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return (call.world.functions.get(name) ?? own)?.(call, args);
}

/** Sets what a dialplan function stands for; nothing happens where there is nothing to set. */
export function writeFunction(
  { channel, world }: Call,
  { name, args, value }: { name: string; args: string; value: string },
): void {
  const { identity } = channel;
  if (name === "CALLERID") {
    const field = Object.hasOwn(CALLER_ID_FIELDS, args) ? CALLER_ID_FIELDS[args] : undefined;
    if (field !== undefined) identity[field] = value;
  } else if (name === "CHANNEL") {
    if (args === "language") identity.language = value;
    if (args === "accountcode") identity.accountCode = value;
  } else if (name === "GLOBAL") {
    if (value === "") world.globals.delete(args);
    else world.globals.set(args, value);
  } else if (name === "DB") {
    world.database.set(args, value);
  }
}

/** What `CALLERID()` can set, and where it is. */
const CALLER_ID_FIELDS: Readonly<Record<string, keyof Identity>> = {
  num: "callerId",
  number: "callerId",
  name: "callerIdName",
  dnid: "dnid",
  rdnis: "rdnis",
};

function callerId({ channel: { identity } }: Call, item: string): string | undefined {
  if (item === "all") return joinCallerId(identity);
  const field = Object.hasOwn(CALLER_ID_FIELDS, item) ? CALLER_ID_FIELDS[item] : undefined;
  if (item === "") return undefined;
  return field === undefined ? "" : identity[field];
}

function channel({ channel }: Call, item: string): string | undefined {
  const { identity } = channel;
  switch (item) {
    case "accountcode":
      return identity.accountCode;
    case "channeltype":
      return identity.name.replace(/\/.*/, "");
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
    default:
      return undefined;
  }
}

/** The functions that are most used. */
const FUNCTIONS: Readonly<Record<string, DialplanFunction>> = {
  BASE64_DECODE: (_, text) => decodeBase64(text),
  BASE64_ENCODE: (_, text) => toBytes(text).toBase64(),
  CALLERID: callerId,
  CHANNEL: channel,
  DB: (call, key) => databaseResult(call, key) ?? "",
  DB_EXISTS: (call, key) => databaseResult(call, key) === undefined ? "0" : "1",
  EXISTS: (_, text) => text === "" ? "0" : "1",
  GLOBAL: ({ world }, name) => world.globals.get(name) ?? "",
  ISNULL: (_, text) => text === "" ? "1" : "0",
  LEN: (_, text) => `${text.length}`,
  SET: set,
  TOLOWER: (_, text) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
  TOUPPER: (_, text) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()),
  URIDECODE: (_, text) =>
    text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
  URIENCODE: (_, text) => fromText(encodeURIComponent(toText(text))),
};

/** Reads AstDB; what is found is kept in a variable as well. */
function databaseResult({ world }: Call, key: string): string | undefined {
  const value = world.database.get(key);
  if (value !== undefined) world.variables.set("DB_RESULT", value);
  return value;
}

/** What is no base64 at all gives nothing; a real Asterisk then makes bytes of what it finds. */
function decodeBase64(text: string): string {
  try {
    return fromBytes(Uint8Array.fromBase64(text));
  } catch {
    return "";
  }
}

function set({ world }: Call, assignment: string): string {
  const at = assignment.indexOf("=");
  const value = assignment.slice(at + 1);
  world.variables.set(assignment.slice(0, at), value);
  return value;
}
