/**
 * Generated conversations: what a handler does, what the caller does, how Asterisk and the network
 * are.
 *
 * @module
 */
import fc from "fast-check";
import type { LinkOptions } from "../../src/asterisk/link.ts";
import type { Spec } from "./tasks.ts";

/** How a command is stopped. */
export type Stop =
  /** Its signal is aborted before it is given to the session. */
  | "before"
  /** ... in the same turn, just after. */
  | "at once"
  /** ... a few microtasks later. */
  | "soon"
  /** ... after that many milliseconds. */
  | { readonly abortAfter: number }
  /** The timeout, in milliseconds. */
  | { readonly timeout: number };

/** A command that a handler executes. */
export interface CommandStep {
  /** The command. */
  readonly command: Spec;
  /** Whether the handler waits for the result before it goes on. */
  readonly wait: boolean;
  /** How it is stopped, if it is. */
  readonly stop: Stop | null;
}

/**
 * One thing that a handler does: a command, a NOOP whose promise it forgets, nothing for some
 * milliseconds, or it closes; or the server probes the connection.
 */
export type Step = CommandStep | "forget" | "probe" | { readonly pause: number } | "close";

/** What the caller does, or the network. */
export interface Deed {
  /** When, in milliseconds. */
  readonly at: number;
  /** Presses a key, hangs up; or the connection breaks. */
  readonly what: string | "hang up" | "break";
}

/** How the Asterisk is. */
export interface Peer {
  readonly lineLimit: 8192 | 2048;
  readonly enhanced: boolean;
  readonly dead: boolean;
  /** Whether it does not tell of a hangup (`AGISIGHUP=no`). */
  readonly silent: boolean;
  readonly exitOnHangup: boolean;
  readonly script: boolean;
  readonly usage: "block" | "line" | "old";
  readonly controlFirst: boolean;
  /** How long it takes to read each line that has come, in milliseconds, round and round. */
  readonly think: readonly number[];
}

/** What something else writes to the connection. */
export interface Stray {
  /** When, in milliseconds. */
  readonly at: number;
  /** A line that is no command, a part of one, or a command with wrong arguments. */
  readonly text: string;
  /** After how many milliseconds the rest of a part follows. */
  readonly rest: number;
}

/** A conversation. */
export interface Program {
  /** Whether the session gets the ends of a connection, as a server's do, and not its streams. */
  readonly ends: boolean;
  readonly peer: Peer;
  readonly up: LinkOptions;
  readonly down: LinkOptions;
  readonly caller: readonly Deed[];
  /** Empty for a connection that only the session writes to. */
  readonly strays: readonly Stray[];
  readonly steps: readonly Step[];
  /** What the handler does when the session's signal aborts, by `channel.afterHangup`. */
  readonly onHangup: CommandStep | null;
  /** What stands in the handler's `finally`, by `channel.afterHangup`. */
  readonly afterwards: readonly CommandStep[];
}

const DIGITS = "0123456789*#ABCD".split("");

/** Pieces of which values are made that are hard to read; `<3 x>` stands for `xxx`. */
const HOSTILE = [
  ")",
  ")\n",
  "(",
  "\n",
  "\r\n",
  "HANGUP",
  "\nHANGUP\n",
  "200 result=0\n",
  "200 result=1 (x)",
  "200 result=1 (tipring-00000000-0000-4000-8000-000000000000)\n",
  "510 Invalid or unknown command\n",
  "520-Invalid command syntax.  Proper usage follows:\n",
  "520 End of proper usage.\n",
  "100 result=0 Trying...\n",
  " endpos=0",
  '"',
  "\\",
  "ü",
  "\u{1f44b}",
  "\ud800",
  "<200 x>",
  "<700 ß>",
  "<250 \nHANGUP>",
];

/** What SET VARIABLE can carry: everything but the three characters that a line cannot hold. */
const SENDABLE = HOSTILE.map((text) => text.replaceAll(/[\r\n]/g, "\t"));

function valueOf(pieces: readonly string[], maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { maxLength }).map((parts) => parts.join(""));
}

const time = fc.nat({ max: 40 }).map((n) => n * 50);

const escapeDigits = fc.subarray(DIGITS).map((digits) => digits.join(""));

const command: fc.Arbitrary<Spec> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("noop") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("answer", "status", "no-file") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("bogus", "hangup", "usage") }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("get-variable"),
      value: fc.oneof(fc.constant(null), valueOf(HOSTILE, 6)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("database", "full-variable"),
      value: valueOf(HOSTILE, 12),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("set-variable"), value: valueOf(SENDABLE, 4) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("exec-return"),
      value: fc.constantFrom(0, 1, 1, -1, 2),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("exec-wait", "gosub", "say"), time }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("stream"), time, digits: escapeDigits }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("get-data"),
      time,
      max: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("get-option"), time, digits: escapeDigits }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait-for-digit"), time }) },
) as fc.Arbitrary<Spec>;

/** Small times often: most races are lost or won within a few milliseconds. */
const soon = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 120 }), fc.nat({ max: 3000 }));

const stop: fc.Arbitrary<Stop | null> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom<Stop[]>("at once", "soon", "before") },
  { weight: 4, arbitrary: fc.record({ abortAfter: soon }) },
  { weight: 2, arbitrary: fc.record({ timeout: soon }) },
);

const commandStep: fc.Arbitrary<CommandStep> = fc.record({
  command,
  wait: fc.boolean(),
  stop,
});

const stray: fc.Arbitrary<Stray> = fc.record({
  at: soon,
  text: fc.constantFrom(
    "stray line\n",
    "stray part ",
    "stray one\nstray two\n",
    "SET VARIABLE stray\n",
    "\n",
  ),
  rest: soon,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: commandStep },
  { weight: 6, arbitrary: fc.record({ pause: soon }) },
  { weight: 1, arbitrary: fc.constant("close" as const) },
  { weight: 1, arbitrary: fc.constant("forget" as const) },
  { weight: 3, arbitrary: fc.constant("probe" as const) },
);

const deed: fc.Arbitrary<Deed> = fc.record({
  at: fc.nat({ max: 5000 }),
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...DIGITS) },
    { weight: 3, arbitrary: fc.constant("hang up") },
    { weight: 1, arbitrary: fc.constant("break") },
  ),
});

const rarely = fc.nat({ max: 9 }).map((n) => n === 9);

const peer: fc.Arbitrary<Peer> = fc.record({
  lineLimit: fc.constantFrom<(8192 | 2048)[]>(8192, 2048),
  enhanced: rarely,
  dead: rarely,
  silent: rarely,
  exitOnHangup: rarely,
  script: rarely,
  usage: fc.constantFrom("block", "line", "old"),
  controlFirst: fc.boolean(),
  think: fc.oneof(
    fc.constant([]),
    fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
    fc.array(fc.nat({ max: 300 }), { maxLength: 3 }),
  ),
});

const link: fc.Arbitrary<LinkOptions> = fc.record({
  delays: fc.oneof(
    fc.constant([]),
    fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
    fc.array(fc.nat({ max: 200 }), { maxLength: 3 }),
  ),
  pieces: fc.oneof(
    fc.constant([]),
    fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
    fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 3 }),
  ),
  byteStream: fc.boolean(),
});

/** The commands that Asterisk allows on a dead channel. */
const ANYTIME: ReadonlySet<string> = new Set<Spec["kind"]>([
  "database",
  "exec-return",
  "exec-wait",
  "full-variable",
  "get-variable",
  "noop",
  "set-variable",
]);

const anytimeStep = commandStep.filter(({ command }) => ANYTIME.has(command.kind));

/** Any conversation of a few commands. */
export const program: fc.Arbitrary<Program> = fc.record({
  ends: fc.boolean(),
  peer,
  up: link,
  down: link,
  caller: fc.array(deed, { maxLength: 6 }),
  strays: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(stray, { maxLength: 3 }) },
  ),
  steps: fc.array(step, { maxLength: 10 }),
  onHangup: fc.option(anytimeStep),
  afterwards: fc.array(anytimeStep, { maxLength: 3 }),
});
