import {
  ANNOUNCED,
  type AnnouncedAddress,
  parseAnnounced,
  parsePortRange,
  PORT_RANGE,
  type PortRange,
} from "../../audio/listen_address.ts";
import { CIDR, type CidrRange, parseCidr } from "./cidr.ts";
import { type Ending, endings, readEnding } from "./ending.ts";

/** The part of an option's row that decides which values it takes. */
export interface Range {
  /** The smallest number; 0 by default. */
  readonly min?: number;
  /** The largest number. */
  readonly max?: number;
  /** The words of a `choice`. */
  readonly of?: readonly string[];
  /** What a `text` is, e.g. `a folder`. */
  readonly what?: string;
}

/** An address to listen at. */
export interface ListenAddress {
  /** IPv6 without brackets. */
  readonly hostname: string;
  /** 0 for any free port. */
  readonly port: number;
}

/** Who calls. */
export interface CallerId {
  readonly callerId: string | undefined;
  readonly callerName: string | undefined;
}

/** The kinds of values, and what each becomes. */
export interface Values {
  /** Anything but nothing. */
  text: string;
  /** A whole number. */
  whole: number;
  /** Seconds on the command line, milliseconds in the program. */
  seconds: number;
  /** One of several words. */
  choice: string;
  /** A port, with an address in front where it is not the loopback address. */
  listen: ListenAddress;
  /** An origin of web pages. */
  origin: string;
  /** Who may connect. */
  range: CidrRange;
  /** An address with a port, or with a range of ports. */
  ports: PortRange;
  /** An address that others connect to, with a port where it differs. */
  announced: AnnouncedAddress;
  /** A number of processes, or `auto`. */
  processes: number;
  /** The name of a channel variable. */
  variable: string;
  /** A dialplan extension. */
  extension: string;
  /** A language of Asterisk, such as `en` or `pt_BR`. */
  language: string;
  /** Keys for several questions, each with the sound it waits for where one is given. */
  keys: readonly string[];
  /** How a dialplan application ends. */
  ending: Ending;
  /** A number, or a name and a number. */
  caller: CallerId;
  /** A name and its value. */
  assignment: readonly [name: string, value: string];
  /** The family and key of an AstDB entry, and its value. */
  entry: readonly [name: string, value: string];
}

/** How the values of a kind are read. */
export interface Kind<Value> {
  /** Stands for the value in the help. */
  readonly placeholder: string;
  /** Describes the values that are right. */
  right(range: Range): string;
  /** The value that a text stands for; `undefined` if it is not one. */
  read(text: string, range: Range): Value | undefined;
}

/** All kinds. */
export const KINDS: { readonly [Name in keyof Values]: Kind<Values[Name]> } = {
  text: {
    placeholder: "TEXT",
    right: ({ what = "a text" }) => what,
    read: (text) => text,
  },
  whole: {
    placeholder: "N",
    right: ({ min, max }) => `a whole number from ${min ?? 0} to ${max}`,
    read: readWhole,
  },
  seconds: {
    placeholder: "SECONDS",
    right: ({ min, max }) => `seconds from ${min ?? 0} to ${max}`,
    read(text, range) {
      const seconds = readNumber(text, range);
      return seconds === undefined ? undefined : seconds * 1000;
    },
  },
  choice: {
    placeholder: "WORD",
    right: ({ of = [] }) => `one of ${of.join(", ")}`,
    read: (text, { of = [] }) => of.includes(text) ? text : undefined,
  },
  listen: {
    placeholder: "[HOST:]PORT",
    right: () => "a port or HOST:PORT",
    read: readListen,
  },
  origin: {
    placeholder: "ORIGIN",
    right: () => "an origin such as https://ivr.example.com",
    read: readOrigin,
  },
  range: {
    placeholder: "CIDR",
    right: () => CIDR,
    read: parseCidr,
  },
  ports: {
    placeholder: "HOST:PORTS",
    right: () => PORT_RANGE,
    read: parsePortRange,
  },
  announced: {
    placeholder: "HOST[:PORT]",
    right: () => ANNOUNCED,
    read: parseAnnounced,
  },
  processes: {
    placeholder: "N",
    right: (range) => `auto or ${KINDS.whole.right(range)}`,
    read: (text, range) =>
      text === "auto"
        ? Math.min(navigator.hardwareConcurrency, range.max ?? Infinity)
        : readWhole(text, range),
  },
  variable: {
    placeholder: "NAME",
    right: () => "a variable name of letters, digits and _",
    read: (text) => /^[A-Za-z0-9_]+$/.test(text) ? text : undefined,
  },
  extension: {
    placeholder: "NUMBER",
    right: () => "a dialplan extension",
    read: (text) => /^\S+$/.test(text) ? text : undefined,
  },
  language: {
    placeholder: "LANG",
    right: () => "a language such as en or pt_BR",
    read: (text) => /^[A-Za-z]\w{0,39}$/.test(text) ? text : undefined,
  },
  keys: {
    placeholder: "KEYS,...",
    right: () =>
      "keys for each question, separated by commas, such as 1,,1234# or 1,vm-password:1234#",
    read(text) {
      const answers = text.split(",");
      return answers.every((keys) => /^([^\s:]+:)?[0-9A-D*#]*$/.test(keys)) ? answers : undefined;
    },
  },
  ending: {
    placeholder: "NAME=STATUS[:TIME]",
    right: endings,
    read: readEnding,
  },
  caller: {
    placeholder: "CALLER",
    right: () => 'a number, or a name and a number such as "Ann <5551234>"',
    read: readCaller,
  },
  assignment: {
    placeholder: "NAME=VALUE",
    right: () => "NAME=VALUE",
    read: readAssignment,
  },
  entry: {
    placeholder: "FAM/KEY=VALUE",
    right: () => "FAMILY/KEY=VALUE",
    read(text) {
      const entry = readAssignment(text);
      return entry !== undefined && /.\/./.test(entry[0]) ? entry : undefined;
    },
  },
};

function readNumber(text: string, { min = 0, max = Infinity }: Range): number | undefined {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  return number >= min && number <= max ? number : undefined;
}

function readWhole(text: string, range: Range): number | undefined {
  const number = readNumber(text, range);
  return Number.isInteger(number) ? number : undefined;
}

/** `9100`, `10.0.0.1:9100` or `[::1]:9100`. */
function readListen(text: string): ListenAddress | undefined {
  const [, ipv6, host, digits = ""] = /^(?:\[([\da-fA-F:.]+)\]:|([\w.-]+):)?(\d+)$/.exec(text) ??
    [];
  const port = readWhole(digits, { max: 65_535 });
  return port === undefined ? undefined : { hostname: ipv6 ?? host ?? "127.0.0.1", port };
}

/** `https://ivr.example.com`, also with `/` at its end. */
function readOrigin(text: string): string | undefined {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  return url !== null && url.href === `${url.origin}/` ? url.origin : undefined;
}

/** `5551234`, `Ann <5551234>` or `"Ann" <5551234>`. */
function readCaller(text: string): CallerId | undefined {
  const [, name, number] = /^"?([^"<>\p{Cc}]*?)"? *<([^<>\s]*)>$/u.exec(text) ?? [];
  if (number !== undefined) return { callerId: number || undefined, callerName: name || undefined };
  return /^[^<>"\s]+$/.test(text) ? { callerId: text, callerName: undefined } : undefined;
}

function readAssignment(text: string): readonly [string, string] | undefined {
  const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
}
