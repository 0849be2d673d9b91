import { Counter, type Metric, type MetricObjectWithValues, type Registry } from "prom-client";
import { type Pace, paceOf, verbLabel } from "../../protocol/verbs.ts";
import type { ReplyCounter } from "../../session/session.ts";

/** From a reply on the local network to a caller who listens to a prompt, in seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 15, 60] as const;

/** The statuses of Asterisk's replies. */
const STATUSES: readonly (number | undefined)[] = [200, 510, 511, 520];

/** The durations of the commands of one pace. */
class Durations {
  /** The count of each bucket, not cumulative. */
  readonly counts: number[] = BUCKETS.map(() => 0);
  count = 0;
  /** In seconds. */
  sum = 0;

  add(seconds: number): void {
    this.count++;
    this.sum += seconds;
    const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }
}

/** The counts of the commands with one verb. */
interface VerbCounts {
  readonly durations: Durations;
  /** By the status of the reply; `none` if none came. */
  readonly statuses: Map<string, number>;
  /** Those with status 200, as nearly all are. */
  succeeded: number;
}

/**
 * Counts commands. A busy server runs thousands per second, and looking up a counter by its labels
 * in the Prometheus client takes a fifth of a command's time. So the counts are kept here, and get
 * their labels when they are scraped.
 */
export class CommandCounts {
  #verbs = new Map<string, VerbCounts>();
  #paces = new Map<Pace, Durations>();

  /** Adds the metrics to a registry. */
  constructor(registry: Registry) {
    const { statuses } = this;
    new Counter({
      name: "tipring_commands_total",
      help: "Commands, by verb and status of the reply (none if none came).",
      labelNames: ["verb", "status"],
      registers: [registry],
      collect() {
        this.reset();
        for (const { verb, status, count } of statuses()) this.inc({ verb, status }, count);
      },
    });
    // The client's own histogram takes one value at a time.
    const name = "tipring_command_duration_seconds";
    registry.registerMetric({ name, get: () => this.#histogram(name) } as unknown as Metric);
  }

  /** Counts a command. */
  readonly count: ReplyCounter = (verb, status, duration) => {
    const counts = this.#verbs.get(verb) ?? this.#add(verb);
    if (status === 200) {
      counts.succeeded++;
    } else {
      const known = STATUSES.includes(status) ? `${status}` : "other";
      const label = status === undefined ? "none" : known;
      counts.statuses.set(label, (counts.statuses.get(label) ?? 0) + 1);
    }
    if (status !== undefined) counts.durations.add(duration / 1000);
  };

  /** An unknown verb counts as `other`, so that the map stays small. */
  #add(verb: string): VerbCounts {
    const label = verbLabel(verb);
    let counts = this.#verbs.get(label);
    if (counts === undefined) {
      const pace = paceOf(verb);
      const durations = this.#paces.get(pace) ?? new Durations();
      this.#paces.set(pace, durations);
      counts = { durations, statuses: new Map(), succeeded: 0 };
      this.#verbs.set(label, counts);
    }
    return counts;
  }

  readonly statuses = (): { verb: string; status: string; count: number }[] =>
    Array.from(this.#verbs).flatMap(([verb, { statuses, succeeded }]) => {
      const others = Array.from(statuses, ([status, count]) => ({ verb, status, count }));
      return succeeded === 0 ? others : [{ verb, status: "200", count: succeeded }, ...others];
    });

  #histogram(name: string): MetricObjectWithValues<HistogramValue> {
    const values = Array.from(this.#paces, ([pace, durations]) => valuesOf(name, pace, durations));
    const help = "Time from a command to its reply. Slow ones wait for the caller or the dialplan.";
    return {
      ...{ name, help, aggregator: "sum", collect: () => {}, values: values.flat() },
      // The client's types ask for a number, but its own metrics have a word here.
      type: "histogram" as never,
    };
  }
}

/** A sample in the form of the client's own histogram. */
interface HistogramValue {
  readonly value: number;
  readonly labels: { readonly pace: Pace; readonly le?: number | "+Inf" };
  readonly metricName: string;
}

function valuesOf(name: string, pace: Pace, durations: Durations): HistogramValue[] {
  let total = 0;
  const buckets = BUCKETS.map((le, index) => {
    total += durations.counts[index] ?? 0;
    return { value: total, labels: { le, pace }, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { value: durations.count, labels: { le: "+Inf", pace }, metricName: `${name}_bucket` },
    { value: durations.sum, labels: { pace }, metricName: `${name}_sum` },
    { value: durations.count, labels: { pace }, metricName: `${name}_count` },
  ];
}
