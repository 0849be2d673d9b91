import type { CallSummary, Overview, Step, Update } from "../src/cli/console/messages.ts";

/** The most steps that the page keeps of a call. */
const MAX_STEPS = 2000;

/** The steps of a call that the page watches. */
export interface Watched {
  readonly steps: readonly Step[];
  /** How many steps are missing: the server no longer had them. */
  readonly missing: number;
  /** The page's clock when the call began: `performance.now()` minus this is the time of the call. */
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
  /** Whether the server is connected. */
  connected = false;
  /** Called for each new step. */
  onStep: ((id: number, step: Step, now: number) => void) | undefined;
  #onChange: () => void;
  #lists: EventSource;
  #stepSource: EventSource | undefined;
  #ids = "";
  #pending = false;

  /** Connects to the server. `onChange` is called at most once a frame. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#lists = new EventSource("events");
    this.#lists.onopen = () => {
      // The server sends everything again: what it has forgotten meanwhile must go.
      this.calls.clear();
      this.connected = true;
      this.#changed();
    };
    this.#lists.onerror = () => {
      this.connected = false;
      this.#changed();
    };
    this.#lists.onmessage = ({ data }) => this.#takeLists(JSON.parse(data));
  }

  /** Watches these calls, and no others. */
  watch(ids: readonly number[]): void {
    const text = ids.toSorted((one, other) => one - other).join();
    if (text === this.#ids) return;
    this.#ids = text;
    this.#stepSource?.close();
    this.#stepSource = undefined;
    for (const id of this.watched.keys()) if (!ids.includes(id)) this.watched.delete(id);
    if (ids.length === 0) return;
    this.#stepSource = new EventSource(`steps?calls=${text}`);
    this.#stepSource.onmessage = ({ data }) => this.#takeSteps(JSON.parse(data));
  }

  #takeLists({ overview, calls = [], gone = [] }: Update): void {
    if (overview !== undefined) this.overview = overview;
    for (const call of calls) this.calls.set(call.id, call);
    for (const id of gone) this.calls.delete(id);
    this.#changed();
  }

  #takeSteps({ steps: all = [] }: Update): void {
    for (const { id, now, steps, dropped } of all) {
      const known = this.watched.get(id);
      const last = known?.steps.at(-1)?.n ?? -1;
      const fresh = steps.filter(({ n }) => n > last);
      const first = fresh[0]?.n ?? last + 1;
      const kept = [...known?.steps ?? [], ...fresh];
      const surplus = Math.max(0, kept.length - MAX_STEPS);
      this.watched.set(id, {
        steps: kept.slice(surplus),
        missing: (known?.missing ?? 0) + surplus +
          Math.max(0, first - last - 1, known ? 0 : dropped),
        begun: performance.now() - now,
      });
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
