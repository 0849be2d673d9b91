/**
 * Generated peers that do not speak AGI as Asterisk does: extra replies, garbage, half lines, lines
 * without end, hangups inside replies, silence.
 *
 * @module
 */
import fc from "fast-check";
import type { LinkOptions } from "../../src/asterisk/link.ts";

/** A command of the handler. */
export interface LiedTo {
  /** Which of the commands in `liar.ts`. */
  readonly kind: number;
  /** Whether the handler waits for its result. */
  readonly wait: boolean;
  /** After how many milliseconds it is stopped. */
  readonly stopAfter: number | null;
}

/** What a lying peer does. `<token>` stands for the token of the last fence, `<N x>` for N times x. */
export interface Lies {
  /** Whether the session gets the ends of a connection, and not its streams. */
  readonly ends: boolean;
  /** Whether something else may write to the connection, as far as the session knows. */
  readonly shared: boolean;
  readonly up: LinkOptions;
  readonly down: LinkOptions;
  /** What it says at the start; the environment, unless that is a lie too. */
  readonly opening: string;
  /** What it says to each line that it gets, round and round. */
  readonly answers: readonly string[];
  /** What it says without being asked, and when. */
  readonly unasked: readonly { readonly at: number; readonly text: string }[];
  /** What it says every millisecond after `unasked`; `null` for nothing. */
  readonly endless: string | null;
  readonly commands: readonly LiedTo[];
  /** When the hangup signal aborts, in milliseconds. */
  readonly sighupAt: number | null;
}

const ENVIRONMENT = "agi_network: yes\nagi_version: 22.10.1\n\n";

const OPENINGS = [
  "",
  "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
  "agi_network: yes\nagi_x: <5000 x>",
  "agi_network: yes\n<600 agi_x: y\n>\n",
  "\n\n",
  `${ENVIRONMENT}HANGUP\n200 result=0\n`,
];

/** True replies, whole or in part, to be said at the wrong time. */
const PIECES = [
  "200 result=0\n",
  "200 result=0",
  "200 result=-1\n",
  "200 result=1 (a)\n",
  "200 result=1 (a\n",
  "200 result=1 (",
  ")\n",
  "200 result=1 (<token>)\n",
  "200 result=1 (tipring-0)\n",
  "200 result=0 endpos=8000\n",
  "200 result=49 endpos=8000\n",
  "100 result=0 Trying...\n",
  "511 Command Not Permitted on a dead channel or intercept routine\n",
  "510 Invalid or unknown command\n",
  "520-Invalid command syntax.  Proper usage follows:\n",
  "520 End of proper usage.\n",
  "HANGUP\n",
  "HANGUP",
  "HANG",
  "<17 HANGUP\n>",
  "<101 100 x\n>",
  "<1500 x>",
  "<3000 x>\n",
  "<3000 \n>",
  "garbage\n",
  "\n",
  "\r\n",
  "\0",
  "ü\ud800",
  "",
];

const ENDLESS = ["100 x\n", "HANGUP\n", "200 result=0\n", "x", "\n", "520-x\n", "200 result=1 (\n"];

const said = fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((parts) => parts.join(""));

/** Answers that fit what is asked, so that the conversation gets on, and others. */
const answer = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("200 result=0\n", "200 result=1 (<token>)\n") },
  { weight: 2, arbitrary: said },
  { weight: 1, arbitrary: fc.constant("") },
);

const time = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 2000 }));

const link: fc.Arbitrary<LinkOptions> = fc.record({
  delays: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
  pieces: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
  byteStream: fc.boolean(),
});

/** Any lying peer, with a handler of a few commands. */
export const lies: fc.Arbitrary<Lies> = fc.record({
  ends: fc.boolean(),
  shared: fc.boolean(),
  up: link,
  down: link,
  opening: fc.oneof(
    { weight: 9, arbitrary: fc.constant(ENVIRONMENT) },
    { weight: 1, arbitrary: fc.constantFrom(...OPENINGS) },
  ),
  answers: fc.array(answer, { maxLength: 5 }),
  unasked: fc.array(fc.record({ at: time, text: said }), { maxLength: 2 }),
  endless: fc.option(fc.constantFrom(...ENDLESS), { freq: 2 }),
  commands: fc.array(
    fc.record({
      kind: fc.nat({ max: 6 }),
      wait: fc.boolean(),
      stopAfter: fc.option(time, { freq: 2 }),
    }),
    { maxLength: 6 },
  ),
  sighupAt: fc.option(time, { freq: 5 }),
});
