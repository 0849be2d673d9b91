import type { CallSummary, Overview, Step, Update } from "../../src/cli/console/messages.ts";
import { type Absence, EventStream } from "./event_stream.ts";

/** The most steps that the page keeps of a call. */
const MAX_STEPS = 2000;

/** The steps of a call that the page watches. */
export interface Watched {
  readonly steps: readonly Step[];
  /** The page's clock when the call began: {@linkcode ConsoleStore.now} minus this is its time. */
  readonly begun: number;
}

/** What the page shows, as the server sent it. */
export class ConsoleStore {
  /** The server; `undefined` until it has sent something. */
  overview: Overview | undefined;
  /** Calls by their numbers. */
  readonly calls: Map<number, CallSummary> = new Map();
  /** Steps of the calls that are watched. */
  readonly watched: Map<number, Watched> = new Map();
  /** Whether the server is connected, or why not. */
  connection: "connecting" | "live" | Absence = "connecting";
  /** When the connection was lost, on the clock of {@linkcode now}. */
  lostAt: number | undefined;
  /** Called for each new step. */
  onStep: ((id: number, step: Step, now: number) => void) | undefined;
  #onChange: () => void;
  #lists: EventStream<Update> | undefined;
  #stepStream: EventStream<Update> | undefined;
  #ids: readonly number[] = [];
  /** Whether the next lists are complete: what the server has forgotten meanwhile must go. */
  #isNew = true;
  #pending = false;
  /** The server's date when the page's clock was 0. */
  #dateAtZero: number = performance.timeOrigin;

  /** Connects to the server. `onChange` is called at most once a frame. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.resume();
  }

  /** The page's clock in milliseconds. It stops while there is no connection. */
  get now(): number {
    return this.lostAt ?? performance.now();
  }

  /** The time in milliseconds since 1970 on the server's clock; it stops as {@linkcode now} does. */
  get date(): number {
    return this.now + this.#dateAtZero;
  }

  /** Whether the lists have all calls that the server keeps. */
  get isComplete(): boolean {
    if (this.overview === undefined) return false;
    const { inProgress, notShown, ended } = this.overview;
    return this.calls.size >= inProgress - notShown + Math.min(100, ended);
  }

  /** Disconnects: a browser has few connections to a server, for all its tabs together. */
  pause(): void {
    this.#lists?.close();
    this.#lists = undefined;
    this.#stepStream?.close();
    this.#stepStream = undefined;
  }

  /** Connects again. */
  resume(): void {
    this.#lists ??= new EventStream("events", {
      onOpen: () => {
        this.#isNew = true;
        this.connection = "live";
        this.lostAt = undefined;
        this.#changed();
      },
      onAbsent: (why, since) => {
        this.connection = why;
        this.lostAt ??= since;
        this.#changed();
      },
      onMessage: (update) => this.#takeLists(update),
    });
    if (this.#ids.length > 0) {
      this.#stepStream ??= new EventStream(`steps?calls=${this.#ids.join()}`, {
        onMessage: (update) => this.#takeSteps(update),
      });
    }
  }

  /** Watches these calls, and no others. */
  watch(ids: readonly number[]): void {
    if (ids.join() === this.#ids.join()) return;
    this.#ids = ids;
    this.#stepStream?.close();
    this.#stepStream = undefined;
    for (const id of this.watched.keys()) if (!ids.includes(id)) this.watched.delete(id);
    if (this.#lists !== undefined) this.resume();
  }

  #takeLists({ overview, calls = [], gone = [] }: Update): void {
    if (this.#isNew) this.calls.clear();
    this.#isNew = false;
    if (overview !== undefined) {
      this.overview = overview;
      this.#dateAtZero = overview.now - performance.now();
    }
    for (const call of calls) this.calls.set(call.id, call);
    for (const id of gone) this.calls.delete(id);
    this.#changed();
  }

  #takeSteps({ steps: all = [] }: Update): void {
    for (const { id, now, steps } of all) {
      const known = this.watched.get(id);
      const last = known?.steps.at(-1)?.n ?? -1;
      const fresh = steps.filter(({ n }) => n > last);
      const kept = [...known?.steps ?? [], ...fresh].slice(-MAX_STEPS);
      this.watched.set(id, { steps: kept, begun: performance.now() - now });
      for (const step of fresh) this.onStep?.(id, step, now);
    }
    this.#changed();
  }

  #changed(): void {
    if (this.#pending) return;
    this.#pending = true;
    // A page in the background gets no frames, but must not keep everything either.
    const run = () => {
      this.#pending = false;
      this.#onChange();
    };
    if (document.hidden) setTimeout(run, 500);
    else requestAnimationFrame(run);
  }
}
