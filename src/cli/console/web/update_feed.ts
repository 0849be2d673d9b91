import type { CallBoard } from "../board/call_board.ts";
import type { CallRecord } from "../board/call_record.ts";
import type { Overview, Update } from "../messages.ts";

/** Minimum time between two updates of what a browser watches closely, in milliseconds. */
const STEPS_INTERVAL = 60;

/** The least time between two updates of lists and counts, in milliseconds. */
const LISTS_INTERVAL = 400;

/** The time without an update after which an empty one is sent, in milliseconds. */
const HEARTBEAT = 5000;

/** A browser that reads nothing for this time is dropped, in milliseconds. */
const MAX_STALL = 30_000;

/** Maximum number of calls in one update; others follow in the next. */
const MAX_CALLS = 500;

/** Maximum number of steps in one update; others follow in the next. */
const MAX_STEPS = 600;

/** Options of {@linkcode UpdateFeed}. */
export interface UpdateFeedOptions {
  board: CallBoard;
  overview: () => Overview;
  /** The calls whose steps the browser wants; `undefined` for lists and counts instead. */
  watched: readonly number[] | undefined;
  /** Called when the browser is gone. */
  onEnd: () => void;
  /** Called if an update cannot be made; the browser is disconnected then. */
  onError: (error: unknown) => void;
  /** After how many milliseconds without an update an empty one is sent. */
  heartbeat?: number;
  /** After how many milliseconds a browser that reads nothing is dropped. */
  maxStall?: number;
}

/**
 * The events of one browser, as a stream of server-sent events. Nothing is queued for a browser: an
 * update is made of what changed since the last one when the browser has taken that. So a slow
 * browser gets fewer, larger updates, and one that stops reading costs nothing.
 */
export class UpdateFeed {
  /** The body of the response. */
  readonly stream: ReadableStream<Uint8Array>;
  #options: UpdateFeedOptions;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #encoder = new TextEncoder();
  /** Whether the browser has taken the last update. */
  #ready = false;
  #readySince = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval>;
  #lastSent = -Infinity;
  #isWatching: boolean;
  #version = -1;
  #known = new Map<number, number>();
  /** The call with which the last update ended. */
  #lastId = 0;
  /** The number of the next step of each watched call. */
  #next: Map<number, number>;
  #ended = false;

  constructor(options: UpdateFeedOptions) {
    this.#options = options;
    this.#isWatching = options.watched !== undefined;
    this.#next = new Map(options.watched?.map((id) => [id, 0]));
    this.stream = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => {
        this.#ready = true;
        this.#readySince = performance.now();
        this.#plan();
      },
      cancel: () => this.end(),
    }, { highWaterMark: 0 });
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeat ?? HEARTBEAT);
  }

  /** Reports that something changed. */
  poke(): void {
    this.#plan();
  }

  /** Ends the stream. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
    try {
      this.#controller.close();
    } catch {
      // The browser has cancelled it.
    }
    this.#options.onEnd();
  }

  #plan(): void {
    if (!this.#ready || this.#timer !== undefined || this.#ended) return;
    const now = performance.now();
    const due = this.#isWatching
      ? this.#hasSteps() ? this.#lastSent + STEPS_INTERVAL : Infinity
      : this.#version < this.#options.board.version
      ? this.#lastSent + LISTS_INTERVAL
      : Infinity;
    if (due === Infinity) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, Math.max(0, due - now));
  }

  #send(): void {
    if (!this.#ready || this.#ended) return;
    this.#lastSent = performance.now();
    try {
      const update = this.#isWatching ? this.#steps() : this.#lists();
      this.#write(`data: ${JSON.stringify(update)}\n\n`);
    } catch (error) {
      // It would end a supervisor, and its workers with it.
      this.end();
      this.#options.onError(error);
    }
  }

  #write(text: string): void {
    this.#ready = false;
    this.#readySince = performance.now();
    this.#controller.enqueue(this.#encoder.encode(text));
  }

  /** The overview and the calls that changed since the last update. */
  #lists(): Update {
    const { board, overview } = this.#options;
    const ids = new Set<number>();
    const changed: CallRecord[] = [];
    for (const record of board.records) {
      ids.add(record.id);
      if (this.#known.get(record.id) !== record.version) changed.push(record);
    }
    const calls = this.#inTurn(changed).map((record) => {
      this.#known.set(record.id, record.version);
      return record.summary;
    });
    if (calls.length === changed.length) this.#version = board.version;
    const gone = [...this.#known.keys()].filter((id) => !ids.has(id));
    for (const id of gone) this.#known.delete(id);
    return {
      overview: overview(),
      ...calls.length > 0 && { calls },
      ...gone.length > 0 && { gone },
    };
  }

  /**
   * As many as an update takes. It continues after the last one: with many calls that change all the
   * time, the first ones must not keep the others out.
   */
  #inTurn(changed: readonly CallRecord[]): CallRecord[] {
    if (changed.length <= MAX_CALLS) return [...changed];
    const next = Math.max(0, changed.findIndex(({ id }) => id > this.#lastId));
    const turn = [...changed.slice(next), ...changed.slice(0, next)].slice(0, MAX_CALLS);
    this.#lastId = turn.at(-1)?.id ?? 0;
    return turn;
  }

  #hasSteps(): boolean {
    const { board } = this.#options;
    return this.#next.entries().some(([id, next]) => (board.record(id)?.steps.count ?? 0) > next);
  }

  #steps(): Update {
    const { board } = this.#options;
    let room = MAX_STEPS;
    const all = [...this.#next].flatMap(([id, next]) => {
      const record = board.record(id);
      if (record === undefined || record.steps.count <= next || room === 0) return [];
      const { first } = record.steps;
      const steps = record.steps.from(next).slice(0, room);
      room -= steps.length;
      this.#next.set(id, (steps.at(-1)?.n ?? next - 1) + 1);
      return [{ id, now: record.now, dropped: first, steps }];
    });
    return { steps: all };
  }

  /** Shows the browser that the connection is alive, and ends that of one that reads nothing. */
  #beat(): void {
    if (this.#ready) return this.#write("data: {}\n\n");
    const { maxStall = MAX_STALL } = this.#options;
    if (performance.now() - this.#readySince > maxStall) this.end();
  }
}
