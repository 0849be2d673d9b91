import type { ApplicationOutcome } from "../../asterisk/applications/model.ts";
import { parseAddress } from "../options/cidr.ts";
import type { CallerId } from "../options/kinds.ts";
import { parseArguments } from "../options/parse.ts";
import type { Subcommand } from "../options/subcommand.ts";
import type { OptionsOf } from "../options/table.ts";
import { type HelpInvocation, invalid, type InvalidInvocation } from "../options/usage.ts";

/** The port of FastAGI. */
const DEFAULT_PORT = 4573;

/** The options of `tipring dial`. Add new ones here. */
export const DIAL_OPTIONS = {
  press: {
    kind: "keys",
    help: "keys for the first question, the second, ...: 1,,vm-password:1234# waits for that sound",
  },
  talk: {
    kind: "seconds",
    max: 86_400,
    help: "fall silent after this time in each recording",
  },
  applications: {
    kind: "ending",
    name: "app",
    many: true,
    help: "end of each run of an application: Dial=ANSWER:12s answers, and talks for 12 s",
  },
  soundsFolder: {
    kind: "text",
    name: "sounds",
    what: "a folder",
    placeholder: "DIR",
    otherwise: "every sound exists and lasts 1 s",
    help: "a folder with the sound files that exist",
  },
  fast: {
    kind: "flag",
    help: "use virtual time: the call takes no longer than the handler",
  },
  expectFile: {
    kind: "text",
    name: "expect",
    what: "a file",
    placeholder: "FILE",
    help: "steps that the call must take, one per line; see below",
  },
  path: {
    kind: "text",
    what: "a path",
    placeholder: "PATH[?QUERY]",
    help: "path of the call, as in agi://HOST/PATH; it selects a handler of DIR",
  },
  hangupAfter: {
    kind: "seconds",
    max: 86_400,
    help: "hang up after this time",
  },
  caller: {
    kind: "caller",
    name: "caller-id",
    help: 'the caller: a number, or "Ann <5551234>"',
  },
  extension: {
    kind: "extension",
    default: "s",
    help: "the extension that was dialed",
  },
  language: {
    kind: "language",
    default: "en",
    help: "the channel's language, in which sounds are looked up",
  },
  variables: {
    kind: "assignment",
    name: "var",
    many: true,
    help: "a channel variable",
  },
  database: {
    kind: "entry",
    many: true,
    help: "a value in AstDB",
  },
  recordFile: {
    kind: "text",
    name: "record",
    what: "a file",
    placeholder: "FILE",
    help: "write the dialogue to a new file",
  },
  json: {
    kind: "flag",
    help: "print one JSON object per line, for machines",
  },
} as const;

type DialOptions = OptionsOf<typeof DIAL_OPTIONS>;

/** `tipring dial`, with its options. */
export interface DialInvocation
  extends
    Omit<DialOptions, "applications" | "caller" | "press" | "variables" | "database">,
    CallerId {
  readonly kind: "dial";
  /** A handler file, a folder of handlers, or the address of a FastAGI server. */
  readonly target:
    | { readonly file: string }
    | { readonly hostname: string; readonly port: number; readonly script: string };
  /** The target as typed. */
  readonly name: string;
  readonly args: readonly string[];
  /** The outcomes of dialplan applications, one for each run. */
  readonly applications: Readonly<Record<string, readonly ApplicationOutcome[]>>;
  /** The keys for each question, in order. */
  readonly press: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** AstDB, by `family/key`. */
  readonly database: Readonly<Record<string, string>>;
}

/** The help of `tipring dial`. */
export const DIAL: Subcommand = {
  summary: "call a handler or a FastAGI server",
  usage: [
    "dial HANDLER.ts [ARG...] [OPTIONS]",
    "dial DIR --path PATH [ARG...] [OPTIONS]",
    "dial agi://HOST[:PORT][/PATH][?QUERY] [ARG...] [OPTIONS]",
  ],
  about: "Calls a handler, or any FastAGI server, from a simulated Asterisk.",
  details: `\
Sounds and speech are shown as text. In a terminal the keys 0-9, *, # and A-D
are those of the telephone, and s falls silent; Ctrl-C hangs up, and a second
one quits. From a pipe, keys come from standard input; its end does not hang up.`,
  options: DIAL_OPTIONS,
  notes: `\
A step of --expect is one of hears SOUND, press KEYS, say TEXT, wait MS, silence,
hangup and ends [OUTCOME]; a line that begins with # is a comment.

The exit status is 0 when the call ends normally, 1 when the handler fails or
the address cannot be reached, 2 for invalid arguments, 3 when the caller hung
up first, 4 when the server has no handler for the path or does not speak AGI, 5
when the call did not take the steps of --expect, and 130 after a second Ctrl-C.
With --expect it is also 0 when a step hangs up, and when the call ends as the
step "ends" expects.`,
};

/** Parses the arguments of `tipring dial`. */
export function readDial(
  argv: readonly string[],
): DialInvocation | HelpInvocation | InvalidInvocation {
  const parsed = parseArguments(argv, "dial", DIAL_OPTIONS);
  if (parsed.kind !== "parsed") return parsed;
  const { words: [name, ...args], options: { applications, caller, ...options } } = parsed;
  if (name === undefined || name === "") {
    return invalid("dial", "No handler file or address given (such as agi://host/path)");
  }
  const target = readTarget(name);
  if (typeof target === "string") return invalid("dial", target);
  const { path } = options;
  if (path !== undefined && !("file" in target)) {
    return invalid("dial", "--path requires a handler file or a folder: the address has a path");
  }
  if (path !== undefined && /[\r\n\0]/.test(path)) {
    return invalid("dial", `Invalid --path ${JSON.stringify(path)}: must be one line`);
  }
  const { callerId, callerName } = caller ?? {};
  const endings = Map.groupBy(applications, ({ application }) => application).entries()
    .map(([name, ends]) => [name, ends.map(({ outcome }) => outcome)] as const);
  return {
    kind: "dial",
    ...options,
    target,
    name,
    args,
    callerId,
    callerName,
    press: options.press ?? [],
    variables: Object.fromEntries(options.variables),
    database: Object.fromEntries(options.database),
    applications: Object.fromEntries(endings),
  };
}

/** Parses the target, or returns what is wrong with it. */
function readTarget(name: string): DialInvocation["target"] | string {
  const hasPort = /^(\[[\da-f:.]+\]|[\w.-]+):\d+([/?]|$)/i;
  const isHost = /^(localhost|\d{1,3}(\.\d{1,3}){3}|\[[\da-f:.]+\])([/?]|$)/i;
  const rest = name.replace(/^agi:\/?(?=[^/])/i, "");
  const isAddress = hasPort.test(rest) || isHost.test(rest) || rest !== name;
  const isBareIpv6 = parseAddress(name)?.family === "ipv6";
  if (isAddress || isBareIpv6) {
    return `Invalid address ${JSON.stringify(name)}: must begin with agi:// ` +
      `(did you mean agi://${isBareIpv6 ? `[${name}]` : rest}?)`;
  }
  if (!/^\w+:\/\//.test(name)) return { file: name };
  const [, six, four, port, script = ""] =
    /^agi:\/\/(?:\[([0-9a-f:.]+)\]|([^/:?[\]\s]+))(?::(\d{1,5}))?(?:\/(.*))?$/is.exec(name) ?? [];
  const hostname = six ?? four;
  const number = Number(port ?? DEFAULT_PORT);
  if (hostname === undefined || number > 65_535 || /[\r\n\0]/.test(script)) {
    return `Invalid address ${JSON.stringify(name)}: must be agi://HOST[:PORT][/PATH][?QUERY]`;
  }
  return { hostname, port: number, script };
}
