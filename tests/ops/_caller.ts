/**
 * A load client that plays Asterisk: holds a number of calls to `handlers/call.ts` at a time until it
 * is stopped, and counts how they ended.
 *
 *     const caller = new Caller({ port, calls: 20, hold: [10, 50] });
 *     // ... reload, restart, kill ...
 *     const counts = await caller.stop();
 *     if (lostCalls(counts) > 0) ...
 *
 * @module
 */
import { AsteriskLeg, type LegEnd } from "./_asterisk_leg.ts";
import { type Counts, noCounts } from "./_counts.ts";
import { Latencies } from "./_latencies.ts";

/** How long a line waits after its connection was refused, in milliseconds. */
const RETRY = 20;

/** Options of {@linkcode Caller}. */
export interface CallerOptions {
  /** Where to call. A function is called for each call. */
  readonly port: number | (() => number);
  readonly hostname?: string;
  /** How many calls there are at a time. */
  readonly calls: number;
  /** The most calls that begin in a second. The default is as many as there can be. */
  readonly rate?: number;
  /** How many calls there are in all. The default is as many as there can be until `stop`. */
  readonly total?: number;
  /** How long calls last, in milliseconds: any time between these two. The default is 10 to 50. */
  readonly hold?: readonly [least: number, most: number];
  /** In how many parts the handler waits for that time. The default is 1. */
  readonly rounds?: number;
  /** Every so manieth call is hung up by the caller in the middle. The default is none. */
  readonly hangUpEvery?: number;
  /** How long a call may last longer than it has to, in milliseconds. The default is 30,000. */
  readonly patience?: number;
  /** Told of each call that has ended. */
  readonly onEnd?: (end: LegEnd) => void;
}

/** Calls from its construction on. */
export class Caller implements AsyncDisposable {
  /** How calls ended so far. */
  readonly counts: Counts = noCounts();
  /** From the connect to the first command, in milliseconds. */
  readonly firstCommand: Latencies = new Latencies();
  /** From a reply to the next command, in milliseconds. */
  readonly turnaround: Latencies = new Latencies();
  /** When all calls have ended: after {@linkcode stop}, or after `total` calls. */
  readonly finished: Promise<Counts>;
  #options: CallerOptions;
  #stopped = Promise.withResolvers<void>();
  #stopping = false;
  #begun = 0;
  #inProgress = 0;
  #nextStart = performance.now();
  #waiting = new Set<() => void>();

  constructor(options: CallerOptions) {
    this.#options = options;
    const lines = Array.from({ length: options.calls }, () => this.#line());
    this.finished = Promise.all(lines).then(() => this.counts);
  }

  /** How many calls have begun. */
  get begun(): number {
    return this.#begun;
  }

  /** How many calls there are of which a command has come. */
  get inProgress(): number {
    return this.#inProgress;
  }

  /** Waits until there are so many calls at a time, or it is finished. */
  async reached(inProgress: number): Promise<void> {
    const done = this.finished.then(() => true);
    let finished = false;
    while (this.#inProgress < inProgress && !finished) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const wake = () => resolve(false);
      this.#waiting.add(wake);
      finished = await Promise.race([promise, done]);
      this.#waiting.delete(wake);
    }
  }

  /** Begins no more calls, and waits until those that there are have ended. */
  stop(): Promise<Counts> {
    this.#stopping = true;
    this.#stopped.resolve();
    return this.finished;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** One call after the other. */
  async #line(): Promise<void> {
    const { total = Infinity } = this.#options;
    while (!this.#stopping && this.#begun < total) {
      const number = ++this.#begun;
      await this.#slot();
      if (this.#stopping) this.#begun--;
      else if (await this.#call(number) === "refused") await this.#pause(RETRY);
    }
  }

  /** Waits until the rate lets a call begin. */
  async #slot(): Promise<void> {
    const { rate } = this.#options;
    if (rate === undefined) return;
    const now = performance.now();
    const start = Math.max(now, this.#nextStart);
    this.#nextStart = start + 1000 / rate;
    if (start > now) await this.#pause(start - now);
  }

  async #call(number: number): Promise<LegEnd["kind"]> {
    const { port, hostname = "127.0.0.1", rounds = 1, hangUpEvery = 0 } = this.#options;
    const { hold: [least, most] = [10, 50], patience = 30_000 } = this.#options;
    const hold = least + Math.random() * (most - least);
    let answered = false;
    const leg = new AsteriskLeg({
      address: { hostname, port: typeof port === "number" ? port : port() },
      uniqueId: `${Math.floor(performance.timeOrigin / 1000)}.${number}`,
      args: [`${rounds}`, `${Math.round(hold / rounds)}`],
      hangUp: hangUpEvery > 0 && number % hangUpEvery === 0,
      limit: hold + patience,
      onCommand: (time) => {
        (answered ? this.turnaround : this.firstCommand).add(time);
        if (answered) return;
        answered = true;
        this.#inProgress++;
        for (const wake of this.#waiting) wake();
      },
    });
    const end = await leg.run();
    if (answered) this.#inProgress--;
    this.counts[end.kind]++;
    this.#options.onEnd?.(end);
    return end.kind;
  }

  async #pause(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    await Promise.race([promise, this.#stopped.promise]);
    clearTimeout(timer);
  }
}
