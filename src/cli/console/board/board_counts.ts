import type { Outcome, RefusedEvent } from "../../../events.ts";
import { paceOf } from "../../../protocol/verbs.ts";
import { LatencyWindow } from "./latency_window.ts";
import type { RouteCounts, StepBody } from "../messages.ts";

/** Maximum number of routes counted; the calls of others count together. */
const MAX_ROUTES = 200;

const OTHER_ROUTES = "others";
const NO_ROUTE = "no handler";

/** The calls of one route. */
interface Counts {
  inProgress: number;
  readonly outcomes: Partial<Record<Outcome | "lost", number>>;
}

/** What the console counts of all calls, also of those that it does not show. */
export class BoardCounts {
  readonly refused: Partial<Record<RefusedEvent["reason"], number>> = {};
  rejected = 0;
  acceptErrors = 0;
  /** Steps that workers dropped. */
  missing = 0;
  /** Calls in progress. */
  inProgress = 0;
  /** Calls that ended. */
  ended = 0;
  readonly latency: LatencyWindow = new LatencyWindow();
  readonly #routes = new Map<string, Counts>();

  /** Calls by route. */
  get routes(): RouteCounts[] {
    return Array.from(this.#routes, ([route, counts]) => ({ route, ...counts }));
  }

  /** Counts calls of a route that begin. */
  start(route: string | undefined, calls: number = 1): void {
    this.inProgress += calls;
    this.#countsOf(route).inProgress += calls;
  }

  /** Counts calls of a route that end. */
  end(route: string | undefined, outcome: Outcome | "lost", calls: number = 1): void {
    this.inProgress -= calls;
    this.ended += calls;
    const counts = this.#countsOf(route);
    counts.inProgress -= calls;
    counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + calls;
  }

  /** Counts refused connections. */
  refuse(reason: RefusedEvent["reason"], connections: number): void {
    this.refused[reason] = (this.refused[reason] ?? 0) + connections;
  }

  /** Measures how fast Asterisk answers, if the step shows that. */
  measure(step: StepBody): void {
    if (step.kind === "reply" && paceOf(step.verb) === "quick") this.latency.add(step.duration);
  }

  #countsOf(route = NO_ROUTE): Counts {
    const name = this.#routes.has(route) || this.#routes.size < MAX_ROUTES ? route : OTHER_ROUTES;
    let counts = this.#routes.get(name);
    if (counts === undefined) this.#routes.set(name, counts = { inProgress: 0, outcomes: {} });
    return counts;
  }
}
