import type { Command } from "../../src/command.ts";
import { AgiException, AgiHangup, AgiSighupHangup } from "../../src/errors.ts";
import {
  exec,
  getData,
  getVariable,
  noop,
  recordFile,
  sayDigits,
  streamFile,
} from "../../src/commands/mod.ts";
import { Link } from "../../src/asterisk/link.ts";
import { MemoryBudget } from "../../src/protocol/memory_budget.ts";
import { Session } from "../../src/session/session.ts";
import { EndsDuplex } from "../../src/transport/ends_duplex.ts";
import type { LiedTo, Lies } from "./lies.ts";
import { LinkEnds } from "./link_ends.ts";
import { Rejections } from "./rejections.ts";
import { faultOfPool } from "./spare_buffers.ts";
import { Violation } from "./verdict.ts";
import { VirtualClock } from "./virtual_clock.ts";

const COMMANDS: readonly Command<unknown>[] = [
  noop(),
  streamFile("x"),
  getData("x"),
  getVariable("X"),
  exec("Return", "1"),
  recordFile("x"),
  sayDigits("1"),
];

/** The session's limits: small, so that a liar reaches them soon. */
const LIMITS = {
  maxEnvironmentBytes: 4096,
  maxReplyBytes: 2000,
  environmentTimeout: 1000,
  closeTimeout: 100,
};

/** More than a session with these limits and a few commands reads of one text without end. */
const ENDLESS = 20_000;

/** When a text without end begins at the earliest: a command is waiting for its reply then. */
const BEGINS = 100;

/** When the handler closes the session, in milliseconds. */
const CLOSES = 60_000;

/** By when everything must be over, in milliseconds. */
const NEVER = 2 * CLOSES;

/**
 * Lets a session talk to a peer that lies, in virtual time, and checks that the session survives it:
 * every command settles, the memory is given back, nothing is left behind.
 *
 * @throws {Violation} If one of these does not hold.
 */
export async function lieTo(lies: Lies): Promise<void> {
  const clock = new VirtualClock();
  using _installed = clock.install();
  using rejections = new Rejections();
  await new Liar(lies, clock).hold();
  if (rejections.seen.length > 0) throw rejections.seen[0];
}

class Liar {
  #lies: Lies;
  #clock: VirtualClock;
  #link: Link;
  #ends: LinkEnds | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #token = "none";
  #lines = 0;
  #session: Session | undefined;

  constructor(lies: Lies, clock: VirtualClock) {
    this.#lies = lies;
    this.#clock = clock;
    this.#link = new Link(clock, lies);
    this.#ends = lies.ends ? new LinkEnds(this.#link.near) : undefined;
    this.#writer = this.#link.far.writable.getWriter();
    this.#writer.closed.catch(() => {});
  }

  async hold(): Promise<void> {
    const budget = new MemoryBudget(8192);
    const handling = this.#handle(budget);
    this.#play();
    let over = false;
    handling.then(() => over = true, () => over = true);
    for (await this.#clock.settle(); !over; await this.#clock.settle()) {
      if (this.#clock.now() > NEVER) throw new Violation("The conversation never ends");
      if (!this.#clock.step()) throw new Violation("The conversation stands still");
    }
    await handling;
    if (budget.used !== 0) throw new Violation(`${budget.used} bytes of memory are still taken`);
    if (this.#clock.pendingGlobal > 0) throw new Violation("A timer was left behind");
    const fault = this.#ends?.faults[0] ?? (this.#lies.ends ? faultOfPool() : undefined);
    if (fault !== undefined) throw new Violation(fault);
  }

  /** The handler. */
  async #handle(budget: MemoryBudget): Promise<void> {
    const { commands, sighupAt, shared } = this.#lies;
    const sighup = new AbortController();
    if (sighupAt !== null) {
      this.#clock.after(sighupAt, () => sighup.abort(new AgiSighupHangup("SIGHUP")));
    }
    const duplex = this.#ends === undefined ? this.#link.near : new EndsDuplex(this.#ends);
    try {
      const options = { ...LIMITS, budget, hangup: sighup.signal, shared };
      this.#session = await Session.start(duplex, options);
    } catch (error) {
      if (error instanceof AgiException) return;
      throw error;
    }
    const session = this.#session;
    const closing = this.#clock.sleep(CLOSES - this.#clock.now()).then(() => session.close());
    const settled: Promise<void>[] = [];
    for (const command of commands) {
      const settling = execute(session, command);
      settled.push(settling);
      if (command.wait) await settling;
    }
    await closing;
    await Promise.all(settled);
    if (!(session.signal.reason instanceof AgiHangup)) throw new Violation("There is no hangup");
  }

  /** The peer. */
  #play(): void {
    const { opening, unasked, endless } = this.#lies;
    void this.#listen();
    this.#say(opening);
    for (const { at, text } of unasked) this.#clock.after(at, () => this.#say(text));
    if (endless === null) return;
    const begin = Math.max(BEGINS, ...unasked.map(({ at }) => at));
    this.#clock.after(begin, () => this.#sayWithoutEnd(endless, 0));
  }

  /** Repeats a text until the session closes. */
  #sayWithoutEnd(text: string, count: number): void {
    if (this.#session?.closed) return;
    // On a shared connection the session discards so many replies that it may close before.
    if (this.#session !== undefined && count > ENDLESS && !this.#lies.shared) {
      throw new Violation(`The session reads ${JSON.stringify(text)} without end`);
    }
    this.#say(text);
    this.#clock.after(1, () => this.#sayWithoutEnd(text, count + 1));
  }

  /** Answers each line, until the session closes its side. */
  async #listen(): Promise<void> {
    const { answers } = this.#lies;
    let text = "";
    for await (const chunk of this.#link.far.readable) {
      text += new TextDecoder().decode(chunk);
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        const [, token] = /^GET FULL VARIABLE "(tipring-.*)"$/.exec(line) ?? [];
        this.#token = token ?? this.#token;
        this.#say(answers[this.#lines++ % answers.length] ?? "");
      }
    }
  }

  #say(text: string): void {
    const whole = text.replaceAll(
      /<(\d+) ([^>]+)>/g,
      (_, n: string, part: string) => part.repeat(Number(n)),
    ).replaceAll("<token>", this.#token);
    if (whole !== "") this.#writer.write(new TextEncoder().encode(whole)).catch(() => {});
  }
}

/** Executes a command, which must settle as a command can. */
async function execute(session: Session, { kind, stopAfter }: LiedTo): Promise<void> {
  const stopped = new Error("stopped");
  const controller = new AbortController();
  const timer = stopAfter === null
    ? undefined
    : setTimeout(() => controller.abort(stopped), stopAfter);
  try {
    await session.execute(COMMANDS[kind] ?? noop(), { signal: controller.signal });
  } catch (error) {
    if (error !== stopped && !(error instanceof AgiException)) throw error;
  } finally {
    clearTimeout(timer);
  }
}
