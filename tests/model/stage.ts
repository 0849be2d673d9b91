import { AgiSighupHangup } from "../../src/errors.ts";
import { formatCommand } from "../../src/protocol/request.ts";
import { APPLICATIONS } from "../../src/asterisk/applications.ts";
import { fromText, toText } from "../../src/protocol/binary.ts";
import type { AsteriskEvent } from "../../src/asterisk/events.ts";
import { Link } from "../../src/asterisk/link.ts";
import { SimulatedAsterisk } from "../../src/asterisk/simulated_asterisk.ts";
import type { Duplex } from "../../src/transport/duplex.ts";
import { EndsDuplex } from "../../src/transport/ends_duplex.ts";
import { LinkEnds } from "./link_ends.ts";
import type { Program } from "./program.ts";
import { makeTask, soundSamples, type Spec, type Task } from "./tasks.ts";
import type { VirtualClock } from "./virtual_clock.ts";

/** How far a conversation is from its end, each including those before. */
export interface Over {
  /** The channel hung up after the AGI began; at what time. */
  hungUp: number;
  /** Nothing can be sent any more; since what time. */
  ended: number;
}

/** What is known of one command. */
export interface Part {
  readonly id: number;
  readonly task: Task;
  /** Whether Asterisk cannot take it in one line. */
  readonly tooLong: boolean;
  /** When the session sent it. */
  sent: number;
  /** Whether Asterisk began with it. */
  begun: boolean;
  /** What Asterisk said of it. */
  said: string;
  /** When Asterisk was done with it. */
  done: number;
  /** Whether the channel was hung up then. */
  hungUp: boolean;
}

/** Everything around a session: the model, the network, the caller, and a record of what happened. */
export class Stage {
  readonly asterisk: SimulatedAsterisk;
  readonly link: Link;
  /** The session's end of the link. */
  readonly near: Duplex;
  /** The same, if the session gets no streams. */
  readonly ends: LinkEnds | undefined;
  /** The end of the model's run. */
  readonly ended: Promise<void>;
  /** What SIGHUP would tell to a script. */
  readonly sighup: AbortController = new AbortController();
  /** The commands, by their numbers. */
  readonly parts: Part[] = [];
  /** The numbers of the commands, in the order in which Asterisk began with them. */
  readonly order: number[] = [];
  readonly over: Over = { hungUp: Infinity, ended: Infinity };
  /** When the session's signal aborted. */
  toldAt: number = Infinity;
  /** Lines that Asterisk got and nobody sent. */
  readonly strangers: string[] = [];
  readonly transcript: string[] = [];
  #clock: VirtualClock;
  #program: Program;
  #lines = new Map<string, Part>();
  #running: Part | undefined;
  #broken = false;

  constructor(program: Program, clock: VirtualClock) {
    this.#clock = clock;
    this.#program = program;
    this.link = new Link(clock, program);
    const strays = program.strays.length > 0;
    // The ends write a line in parts, which a script's pipe does not, and a stray line could be in between.
    this.ends = program.ends && !strays ? new LinkEnds(this.link.near) : undefined;
    this.near = this.ends !== undefined
      ? new EndsDuplex(this.ends)
      : strays
      ? this.#share(this.link.near)
      : this.link.near;
    const { peer } = program;
    let lines = 0;
    this.asterisk = new SimulatedAsterisk(this.link.far, {
      ...peer,
      tellHangup: !peer.silent,
      scheduler: clock,
      environment: [
        "agi_network: yes",
        `agi_version: ${peer.lineLimit === 8192 ? "23.1" : "16.28"}`,
        `agi_enhanced: ${peer.enhanced ? "1.0" : "0.0"}`,
      ],
      think: () => peer.think[lines++ % peer.think.length] ?? 0,
      ...(peer.script && { sendSighup: () => this.#sendSighup() }),
      world: { sounds: soundSamples, applications: RETURNING },
      onEvent: (event) => this.#onEvent(event),
    });
    this.ended = this.asterisk.run();
    for (const { at, what } of program.caller) clock.after(at, () => this.#act(what));
  }

  /** Puts a command on the record; `undefined` if there is one that looks the same on the wire. */
  add(spec: Spec): Part | undefined {
    const id = this.parts.length;
    const task = makeTask(spec, id);
    const line = fromText(formatCommand(task.command));
    if (this.#lines.has(line)) return undefined;
    task.setUp?.(this.asterisk.world);
    const tooLong = line.length > this.#program.peer.lineLimit - 2;
    const part = {
      id,
      task,
      tooLong,
      sent: Infinity,
      begun: false,
      said: "",
      done: Infinity,
      hungUp: false,
    };
    this.parts.push(part);
    this.#lines.set(line, part);
    return part;
  }

  /** The session sent a line. */
  noteSent(line: string): void {
    this.note(`the session sends ${show(fromText(line))}`);
    const part = this.#lines.get(fromText(line));
    if (part !== undefined) part.sent = this.#clock.now();
  }

  /** The channel hangs up, if it has not yet. */
  hangUp(): void {
    this.note("the channel hangs up");
    const { dead, exitOnHangup } = this.#program.peer;
    if (!dead) this.over.hungUp = Math.min(this.over.hungUp, this.#clock.now());
    if (!dead && exitOnHangup) this.end();
    this.asterisk.channel.hangUp();
  }

  /** Nothing can be sent any more. */
  end(): void {
    this.over.ended = Math.min(this.over.ended, this.#clock.now());
  }

  /** Writes a line of the transcript. */
  note(text: string): void {
    this.transcript.push(`${`${this.#clock.now()}`.padStart(7)} ms  ${text}`);
  }

  /** A connection that something else writes to as well. */
  #share({ readable, writable }: Duplex): Duplex {
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    const write = (text: string) => {
      this.note(`something else writes ${show(text)}`);
      writer.write(new TextEncoder().encode(text)).catch(() => {});
    };
    for (const { at, text, rest } of this.#program.strays) {
      this.#clock.after(at, () => write(text));
      // Asterisk waits for the end of a line, also while it plays.
      if (!text.endsWith("\n")) this.#clock.after(at + rest, () => write("stray\n"));
    }
    return {
      readable,
      writable: new WritableStream({
        write: (bytes) => writer.write(bytes),
        close: () => writer.close(),
        abort: (reason) => writer.abort(reason),
      }),
    };
  }

  #act(what: string): void {
    if (what === "hang up") return this.hangUp();
    if (what === "break") {
      this.note("the connection breaks");
      this.#broken = true;
      this.end();
      return this.link.cut();
    }
    this.note(`the caller presses ${what}`);
    this.asterisk.channel.press(what);
  }

  #sendSighup(): void {
    this.note("SIGHUP");
    this.sighup.abort(new AgiSighupHangup("SIGHUP"));
  }

  #onEvent(event: AsteriskEvent): void {
    switch (event.type) {
      case "command":
        this.note(`Asterisk begins ${show(event.line)}`);
        return this.#begin(event.line);
      case "said":
        this.note(`Asterisk says ${show(event.text)}`);
        if (this.#running !== undefined) this.#running.said += event.text;
        return;
      case "done":
        return this.#finish();
      case "hangup":
        this.note("Asterisk tells of the hangup, or of the end");
    }
  }

  #begin(line: string): void {
    const part = this.#lines.get(line);
    this.#running = part;
    if (part === undefined && !this.#isKnown(line)) this.strangers.push(line);
    if (part === undefined) return;
    if (part.begun) {
      const { strays, peer } = this.#program;
      const isRefused = peer.script && part.task.command.verb === "BOGUS";
      if (strays.length === 0 && !isRefused) this.strangers.push(line);
      part.said = "";
      part.done = Infinity;
    }
    part.begun = true;
    this.order.push(part.id);
  }

  /** Asterisk also runs what a connection that broke had carried of a line. */
  #isKnown(line: string): boolean {
    if (this.#program.strays.length > 0 && STRAY_LINE.test(line)) return true;
    if (!this.#broken) return OWN_LINE.test(line);
    if (this.#program.strays.length > 0 && BEGUN_STRAY_LINE.test(line)) return true;
    return BEGUN_LINE.test(line) || [...this.#lines.keys()].some((whole) => whole.startsWith(line));
  }

  #finish(): void {
    // A command may have been what hung up.
    if (this.asterisk.channel.hungUp && this.over.hungUp === Infinity) this.hangUp();
    if (this.#running === undefined) return;
    this.#running.done = this.#clock.now();
    this.#running.hungUp = this.asterisk.channel.hungUp;
    this.#running = undefined;
  }
}

/** What a session sends by itself: fences, and the question whether the channel lives. */
const OWN_LINE = /^(GET FULL VARIABLE "tipring-[-0-9a-f]{36}"|CHANNEL STATUS|NOOP "forgotten")$/;

/** What something else writes, or what it becomes together with the session's next line. */
const STRAY_LINE = /^(stray.*|SET VARIABLE stray|)$/;

/** As much of it as may have come before the connection broke. */
const BEGUN_LINE = /^(G|GE|GET ?|GET F.*|C|CH.*|N|NO.*)$/;

/** As much of a stray line as may have come before the connection broke. */
const BEGUN_STRAY_LINE = /^(s|st|str|stra|S|SE|SET ?|SET V.*)$/;

/** An application with a chosen result. */
const RETURNING = new Map([
  ...APPLICATIONS,
  ["return", (_: unknown, value: string) => parseInt(value)],
]);

function show(binary: string): string {
  const text = JSON.stringify(toText(binary));
  return text.length > 300 ? `${text.slice(0, 300)}... (${binary.length} bytes)` : text;
}
