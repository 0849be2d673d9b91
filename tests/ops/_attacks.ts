import type { Attack } from "./_attack.ts";
import { pause } from "./_ops.ts";

/** What `/metrics` counts an attack as. */
export type Effect =
  /** `tipring_calls_rejected_total`, by reason. */
  | "protocol"
  | "timeout"
  | "disconnected"
  /** `tipring_connections_refused_total`, by reason. */
  | "peer"
  /** `tipring_calls_total`, by outcome. */
  | "hangup"
  | "failed"
  | "no-handler";

/** A way to harm a server. */
export interface Kind {
  readonly name: string;
  readonly effect: Effect;
  /** Where it comes from, if not from 127.0.0.1. */
  readonly from?: string;
  /** Attacks; afterwards the server has to end the connection. */
  readonly run: (attack: Attack) => Promise<void>;
}

const encoder = new TextEncoder();
const KILO = 1024;
const MEGA = KILO * KILO;

const FIRST = "agi_network: yes\n";
const ENVIRONMENT = `${FIRST}agi_network_script: call\nagi_channel: SIP/evil\n` +
  "agi_uniqueid: 6.66\nagi_version: 22.10.1\nagi_arg_1: 1\nagi_arg_2: 30000\n\n";

const NEWLINES = encoder.encode("\n".repeat(64 * KILO));
const LETTERS = encoder.encode("x".repeat(64 * KILO));
const SHORT_LINES = encoder.encode("agi_x: y\n".repeat(KILO));
const LONG_LINES = encoder.encode(`agi_x: ${"y".repeat(KILO)}\n`.repeat(64));
const REPLIES = encoder.encode("200 result=0\n".repeat(KILO));
const HTTP = "GET / HTTP/1.1\r\nHost: pbx.example\r\nUser-Agent: scanner\r\n\r\n";
/** A record, a ClientHello of TLS 1.2, and random bytes. */
const TLS = Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, ...noise(506));
const SSH = "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n";
const SIP = "OPTIONS sip:100@pbx.example SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9\r\n\r\n";
/** What a terminal, or a reader of the log, could take for an order or a line. */
const EVIL_NAME = '\x1b[2J\x07\x9b31m\u202e level=info message="call ends" ';

/** The ways to harm a server, from a machine that may call it. */
const KINDS: readonly Kind[] = [
  { name: "silent", effect: "timeout", run: (attack) => attack.connected() },
  {
    name: "a byte every second",
    effect: "timeout",
    async run(attack) {
      for (const letter of ENVIRONMENT) {
        if (attack.over) return;
        await attack.say(letter);
        await pause(1000);
      }
    },
  },
  {
    name: "stops in the environment",
    effect: "timeout",
    run: (attack) => attack.say(ENVIRONMENT.slice(0, -1)),
  },
  { name: "closed at once", effect: "disconnected", run: (attack) => attack.halfClose() },
  {
    name: "closed in the environment",
    effect: "disconnected",
    async run(attack) {
      await attack.say(ENVIRONMENT.slice(0, 50));
      await attack.halfClose();
    },
  },
  { name: "reset at once", effect: "disconnected", run: (attack) => attack.reset() },
  {
    name: "reset in the environment",
    effect: "disconnected",
    async run(attack) {
      await attack.say(ENVIRONMENT.slice(0, 50));
      await attack.reset();
    },
  },
  { name: "HTTP", effect: "protocol", run: (attack) => attack.say(HTTP) },
  { name: "TLS", effect: "protocol", run: (attack) => attack.say(TLS) },
  { name: "SSH", effect: "protocol", run: (attack) => attack.say(SSH) },
  { name: "SIP", effect: "protocol", run: (attack) => attack.say(SIP) },
  {
    name: "binary",
    effect: "protocol",
    run: (attack) => attack.say(Uint8Array.of(0, ...noise(4 * KILO))),
  },
  {
    name: "binary in the environment",
    effect: "disconnected",
    async run(attack) {
      await attack.say(FIRST);
      await attack.say(noise(4 * KILO).map((byte) => byte === 0x0a ? 0 : byte));
      await attack.halfClose();
    },
  },
  { name: "newlines", effect: "protocol", run: (attack) => attack.repeat(NEWLINES, MEGA) },
  {
    name: "environment of short lines",
    effect: "protocol",
    run: (attack) => attack.repeat(SHORT_LINES, MEGA),
  },
  {
    name: "environment of long lines",
    effect: "protocol",
    run: (attack) => attack.repeat(LONG_LINES, MEGA),
  },
  {
    name: "environment of one line",
    effect: "protocol",
    async run(attack) {
      await attack.say("agi_network: ");
      await attack.repeat(LETTERS, MEGA);
    },
  },
  {
    name: "environment with evil names",
    effect: "no-handler",
    run: (attack) =>
      attack.say(
        `${FIRST}agi_network_script: none/${EVIL_NAME.repeat(400)}\n` +
          `agi_channel: ${EVIL_NAME.repeat(400)}\nagi_uniqueid: ${EVIL_NAME.repeat(400)}\n\n`,
      ),
  },
  {
    name: "environment byte by byte, then closed",
    effect: "hangup",
    async run(attack) {
      for (const letter of ENVIRONMENT) await attack.say(letter);
      await attack.halfClose();
    },
  },
  {
    name: "half closed behind the environment",
    effect: "hangup",
    async run(attack) {
      await attack.say(ENVIRONMENT);
      await attack.halfClose();
    },
  },
  {
    name: "reset at the first command",
    effect: "hangup",
    async run(attack) {
      await attack.say(ENVIRONMENT);
      await attack.command();
      await attack.reset();
    },
  },
  {
    name: "HANGUP again and again",
    effect: "hangup",
    async run(attack) {
      await attack.say(ENVIRONMENT);
      await attack.command();
      await attack.repeat(encoder.encode("HANGUP\n".repeat(KILO)), MEGA / 4);
      await attack.halfClose();
    },
  },
  {
    name: "no reply",
    effect: "failed",
    async run(attack) {
      await attack.say(ENVIRONMENT);
      await attack.command();
    },
  },
  {
    name: "a reply ahead of the command",
    effect: "failed",
    run: (attack) => attack.say(`${ENVIRONMENT}200 result=0\n200 result=0\n`),
  },
  { name: "replies that nobody asked for", effect: "failed", run: replying(REPLIES, MEGA) },
  { name: "newlines for a reply", effect: "failed", run: replying(NEWLINES, MEGA) },
  {
    name: "binary for a reply",
    effect: "failed",
    run: replying(Uint8Array.of(0, ...noise(4 * KILO), 0x0a), 4 * KILO),
  },
  {
    name: "a reply of one line that never ends",
    effect: "failed",
    run: replying(LETTERS, 4 * MEGA),
  },
  {
    name: "a reply of many lines that never ends",
    effect: "failed",
    async run(attack) {
      await attack.say(ENVIRONMENT);
      await attack.command();
      await attack.say("520-Invalid command syntax.  Proper usage follows:\n");
      await attack.repeat(LONG_LINES, 4 * MEGA);
    },
  },
  {
    name: "a value that never ends",
    effect: "failed",
    async run(attack) {
      await attack.say(ENVIRONMENT);
      for (const reply of ["200 result=0\n", "200 result=1\n", "200 result=0\n"]) {
        await attack.command();
        await attack.say(reply);
      }
      await attack.command();
      await attack.say("200 result=1 (");
      await attack.repeat(LONG_LINES, 4 * MEGA);
    },
  },
  {
    name: "an address that may not call",
    effect: "peer",
    from: "127.0.0.66",
    run: (attack) => attack.say(ENVIRONMENT),
  },
];

/** The ways in turn. */
export function kindOf(number: number): Kind {
  const kind = KINDS[number % KINDS.length];
  if (kind === undefined) throw new RangeError(`Cannot attack for the ${number}th time`);
  return kind;
}

/** Replies to the first command. */
function replying(bytes: Uint8Array<ArrayBuffer>, total: number): Kind["run"] {
  return async (attack) => {
    await attack.say(ENVIRONMENT);
    await attack.command();
    await attack.repeat(bytes, total);
  };
}

function noise(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}
