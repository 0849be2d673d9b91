import type { AgiEvent } from "../../events.ts";

/** How many calls are in progress, by route. */
export type RouteCounts = Readonly<Record<string, number>>;

/** The least time between two reports, in milliseconds. */
const INTERVAL = 10;

/** Stands for the route of a call that has no handler. */
const NO_ROUTE = "none";

/**
 * Counts the calls in progress by route and reports them, so that the supervisor of a worker that dies
 * knows which calls were lost. The first call after a pause is reported before its handler runs, which
 * may end the process.
 */
export class RunningRoutes implements Disposable {
  #report: (routes: RouteCounts) => void;
  #counts = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changed = false;

  /** `report` gets the counts, at most 100 times a second. */
  constructor(report: (routes: RouteCounts) => void) {
    this.#report = report;
  }

  /** Takes an event of the server. */
  watch(event: AgiEvent): void {
    if (event.type === "call-start") this.#add(event.route, 1);
    else if (event.type === "call-end") this.#add(event.route, -1);
  }

  /** Stops reporting. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #add(name: string | undefined, change: 1 | -1): void {
    const route = name ?? NO_ROUTE;
    const count = (this.#counts.get(route) ?? 0) + change;
    if (count > 0) this.#counts.set(route, count);
    else this.#counts.delete(route);
    this.#changed = true;
    if (this.#timer === undefined) this.#send();
  }

  #send(): void {
    this.#timer = undefined;
    if (!this.#changed) return;
    this.#changed = false;
    this.#report(Object.fromEntries(this.#counts));
    this.#timer = setTimeout(() => this.#send(), INTERVAL);
  }
}
