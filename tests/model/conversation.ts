import { AgiHangup, AgiTimeoutError } from "../../src/errors.ts";
import type { AnytimeCommand } from "../../src/command.ts";
import type { SessionEvent } from "../../src/events.ts";
import { noop } from "../../src/commands/mod.ts";
import { Session } from "../../src/session/session.ts";
import { countListeners } from "./listeners.ts";
import type { CommandStep, Program, Step, Stop } from "./program.ts";
import { Rejections } from "./rejections.ts";
import { type Part, Stage } from "./stage.ts";
import { judge, mayBeRefusedTwice, type Outcome, type Played, Violation } from "./verdict.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** The time after which a channel is hung up, in milliseconds: some commands wait as long. */
const LAST_HANGUP = 1_000_000;

/** The time after which a conversation counts as endless, in milliseconds. */
const NEVER = 2 * LAST_HANGUP;

/** After so many events at least. */
const ENDLESS = 100_000;

/**
 * Holds a conversation between a session and the model, in virtual time, and checks all that must be
 * true of it.
 *
 * @throws {Violation} If something is not; the message tells the whole conversation.
 */
export async function converse(program: Program): Promise<void> {
  const clock = new VirtualClock();
  using _installed = clock.install();
  using rejections = new Rejections();
  const stage = new Stage(program, clock);
  try {
    await new Conversation(program, stage, clock).hold(rejections);
  } catch (error) {
    const message = error instanceof Error ? error.stack ?? error.message : `${error}`;
    throw new Violation(`${message}\n\nThe conversation:\n${stage.transcript.join("\n")}`);
  }
}

class Conversation {
  #program: Program;
  #stage: Stage;
  #clock: VirtualClock;
  #played: Played[] = [];
  #pending: Promise<void>[] = [];
  /** How many listeners each signal has that the session was given. */
  #listeners: (() => number)[] = [];

  constructor(program: Program, stage: Stage, clock: VirtualClock) {
    this.#program = program;
    this.#stage = stage;
    this.#clock = clock;
  }

  async hold(rejections: Rejections): Promise<void> {
    const cancel = this.#clock.after(LAST_HANGUP, () => this.#stage.hangUp());
    await this.#drive(this.#handle());
    await this.#drive(this.#stage.ended);
    cancel();
    // What is left on the network arrives nowhere, but it must not be more than that.
    while (this.#clock.pending > 0 && this.#clock.now() < NEVER) {
      this.#clock.step();
      await this.#clock.settle();
    }
    for (const error of rejections.seen) {
      if (!mayBeRefusedTwice(error, this.#program.strays)) throw error;
    }
    judge(this.#program, this.#stage, this.#played);
  }

  /** Lets time pass until this has happened. */
  async #drive(event: Promise<void>): Promise<void> {
    let over = false;
    const watched = event.finally(() => {
      over = true;
    });
    watched.catch(() => {});
    for (let events = 0;; events++) {
      await this.#clock.settle();
      if (over) return await watched;
      if (this.#clock.now() > NEVER) throw new Violation("The conversation never ends");
      if (events > ENDLESS) throw new Violation("There is no end to what happens");
      if (!this.#clock.step()) throw new Violation("The conversation stands still");
    }
  }

  async #handle(): Promise<void> {
    const { sighup } = this.#stage;
    this.#listeners.push(countListeners(sighup.signal));
    const session = await this.#start({ hangup: sighup.signal });
    if (session === undefined) return;
    if (session.signal.aborted) this.#onHangup(session);
    else session.signal.addEventListener("abort", () => this.#onHangup(session));
    for (const step of this.#program.steps) await this.#take(session, step);
    for (const step of this.#program.afterwards) {
      await this.#take(session, step, { afterHangup: true });
    }
    // The listener above may add to what is pending.
    while (this.#pending.length > 0) await this.#pending.shift();
    await this.#close(session);
    while (this.#pending.length > 0) await this.#pending.shift();
    if (this.#listeners.some((count) => count() !== 0)) {
      throw new Violation("A listener was left behind");
    }
    if (this.#clock.pendingGlobal > 0) throw new Violation("A timer was left behind");
    const reason = session.signal.reason;
    for (const { outcome } of this.#played) {
      if (outcome !== undefined && "error" in outcome && outcome.error instanceof AgiHangup) {
        if (outcome.error !== reason) {
          throw new Violation(`There are two hangups: ${outcome.error}`);
        }
      }
    }
  }

  #onHangup(session: Session): void {
    this.#stage.note("the signal aborts");
    this.#stage.toldAt = this.#clock.now();
    const { onHangup } = this.#program;
    if (onHangup !== null) this.#pending.push(this.#take(session, onHangup, { afterHangup: true }));
  }

  #onEvent(event: SessionEvent): void {
    if (event.type === "command") this.#stage.noteSent(event.line);
  }

  /** A connection that breaks at once gives no session. */
  async #start(options: { hangup: AbortSignal }): Promise<Session | undefined> {
    try {
      const onEvent = (event: SessionEvent) => this.#onEvent(event);
      const shared = this.#program.strays.length > 0 || this.#program.peer.script;
      return await Session.start(this.#stage.near, { ...options, onEvent, shared });
    } catch (error) {
      if (this.#stage.over.ended === Infinity || !(error instanceof AgiHangup)) throw error;
      this.#stage.toldAt = this.#clock.now();
      return undefined;
    }
  }

  async #close(session: Session): Promise<void> {
    this.#stage.note("the session closes");
    this.#stage.end();
    await session.close();
  }

  async #take(
    session: Session,
    step: Step,
    options: { afterHangup?: boolean } = {},
  ): Promise<void> {
    if (step === "close") {
      this.#pending.push(this.#close(session));
    } else if (step === "probe") {
      session.probe();
    } else if (step === "forget") {
      this.#stage.note("handler executes a NOOP and forgets it");
      session.execute(noop("forgotten"));
    } else if ("pause" in step) {
      await this.#clock.sleep(step.pause);
    } else {
      const part = this.#stage.add(step.command);
      if (part === undefined) return;
      const settled = this.#execute(session, part, { step, ...options });
      this.#pending.push(settled);
      if (step.wait) await settled;
    }
  }

  async #execute(
    session: Session,
    part: Part,
    { step, afterHangup = false }: { step: CommandStep; afterHangup?: boolean },
  ): Promise<void> {
    const stopped = new Error(`command ${part.id} is stopped`);
    const played: Played = {
      part,
      stop: step.stop,
      stopped,
      stoppedAt: undefined,
      afterHangup,
      late: session.signal.aborted,
      executedAt: this.#clock.now(),
      outcome: undefined,
      settledAt: Infinity,
    };
    this.#played.push(played);
    const { options, start } = this.#stopper(step.stop, played);
    this.#stage.note(`handler executes ${part.id}: ${describe(step)}`);
    const promise = afterHangup
      ? session.executeAnytime(part.task.command as AnytimeCommand<unknown>, options)
      : session.execute(part.task.command, options);
    start();
    played.outcome = await outcomeOf(promise);
    played.settledAt = this.#clock.now();
    this.#stage.note(`handler gets ${part.id}: ${describeOutcome(played.outcome)}`);
  }

  #stopper(
    stop: Stop | null,
    played: Played,
  ): { options: { signal?: AbortSignal; timeout?: number }; start: () => void } {
    if (stop === null) return { options: {}, start: () => {} };
    if (typeof stop === "object" && "timeout" in stop) {
      played.stoppedAt = this.#clock.now() + stop.timeout;
      return { options: { timeout: stop.timeout }, start: () => {} };
    }
    const controller = new AbortController();
    this.#listeners.push(countListeners(controller.signal));
    const abort = () => {
      if (played.outcome !== undefined) return;
      this.#stage.note(`handler stops ${played.part.id}`);
      played.stoppedAt = this.#clock.now();
      controller.abort(played.stopped);
    };
    if (stop === "before") abort();
    return {
      options: { signal: controller.signal },
      start: () => {
        if (stop === "at once") abort();
        else if (stop === "soon") Promise.resolve().then(() => {}).then(() => {}).then(abort);
        else if (typeof stop === "object") this.#clock.after(stop.abortAfter, abort);
      },
    };
  }
}

async function outcomeOf(promise: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}

function describe({ command, stop }: CommandStep): string {
  return `${JSON.stringify(command).slice(0, 200)}${
    stop === null ? "" : `, stop: ${JSON.stringify(stop)}`
  }`;
}

function describeOutcome(outcome: Outcome): string {
  if ("value" in outcome) return `${JSON.stringify(outcome.value)}`.slice(0, 200);
  return outcome.error instanceof AgiTimeoutError ? "timeout" : `${outcome.error}`;
}
