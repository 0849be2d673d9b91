import {
  Counter,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from "prom-client";
import type { AgiEvent, CallEndEvent, RefusedEvent } from "../../events.ts";
import type { ReplyCounter } from "../../session/session.ts";
import { CommandCounts } from "./command_counts.ts";
import { countDroppedLines } from "./dropped_lines.ts";
import { addProcessMetrics } from "./process_metrics.ts";
import { RELOAD_RESULTS, type ReloadResult } from "../handlers/reloads.ts";

/** From a caller who hangs up at once to a long conversation, in seconds. */
const CALL_BUCKETS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

/** What reported a hangup, by the name of its error. */
const HANGUPS: ReadonlyMap<string, string> = new Map([
  ["AgiResultHangup", "asterisk"],
  ["AgiSigpipeHangup", "connection"],
  ["AgiHangup", "other"],
]);

/** Why a call was rejected, by the name of its error. */
const REJECTIONS: ReadonlyMap<string, string> = new Map([
  ["AgiProtocolError", "protocol"],
  ["AgiTimeoutError", "timeout"],
  ["AgiSigpipeHangup", "disconnected"],
]);

/** The reasons that mean an invalid environment. */
const ENVIRONMENT_ERRORS: readonly string[] = ["protocol", "timeout"];

/** Why a connection was refused by admission, before anything was read. */
const REFUSALS: readonly RefusedEvent["reason"][] = ["peer", "calls", "calls-per-peer"];

/** A metric with all its labels, as data. */
export type MetricData = MetricObjectWithValues<MetricValue<string>>;

/**
 * Counts events for Prometheus. A peer cannot invent a label: each label has a few known values, and a
 * route is a registered pattern.
 */
export class Metrics {
  #registry = new Registry();
  #calls = new Counter({
    name: "tipring_calls_total",
    help: "Calls that have ended, by route and outcome.",
    labelNames: ["route", "outcome"],
    registers: [this.#registry],
  });
  #callsInProgress = new Gauge({
    name: "tipring_calls_in_progress",
    help: "Calls whose handler is running.",
    registers: [this.#registry],
  });
  #callDuration = new Histogram({
    name: "tipring_call_duration_seconds",
    help: "Duration of calls, from the environment to the end.",
    labelNames: ["route"],
    buckets: CALL_BUCKETS,
    registers: [this.#registry],
  });
  #commands = new CommandCounts(this.#registry);
  #hangups = new Counter({
    name: "tipring_hangups_total",
    help: "Hangups while a handler ran, by what reported them.",
    labelNames: ["kind"],
    registers: [this.#registry],
  });
  #refusals = new Counter({
    name: "tipring_connections_refused_total",
    help: "Connections that admission refused, by reason.",
    labelNames: ["reason"],
    registers: [this.#registry],
  });
  #rejections = new Counter({
    name: "tipring_calls_rejected_total",
    help: "Connections that ended before a valid AGI environment, by reason.",
    labelNames: ["reason"],
    registers: [this.#registry],
  });
  #environmentErrors = new Counter({
    name: "tipring_environment_errors_total",
    help: "Connections whose AGI environment was invalid, too large or too late.",
    registers: [this.#registry],
  });
  #handlerErrors = new Counter({
    name: "tipring_handler_errors_total",
    help: "Calls whose handler threw, by route.",
    labelNames: ["route"],
    registers: [this.#registry],
  });
  #acceptErrors = new Counter({
    name: "tipring_accept_errors_total",
    help: "Connections that could not be accepted, e.g. because no file descriptor was free.",
    registers: [this.#registry],
  });
  #reloads = new Counter({
    name: "tipring_reloads_total",
    help: "Reloads of the handler files, by result.",
    labelNames: ["result"],
    registers: [this.#registry],
  });

  /** `dropped` says how many lines of the log were dropped. */
  constructor(dropped: () => number = () => 0) {
    countDroppedLines(this.#registry, dropped);
    // A counter that is absent until it counts hides its first step from rate().
    for (const kind of HANGUPS.values()) this.#hangups.inc({ kind }, 0);
    for (const reason of REFUSALS) this.#refusals.inc({ reason }, 0);
    for (const reason of REJECTIONS.values()) this.#rejections.inc({ reason }, 0);
    for (const result of RELOAD_RESULTS) this.#reloads.inc({ result }, 0);
  }

  /** The media type of {@linkcode text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Adds metrics of memory, CPU time and the like. Their collectors run until the process exits. */
  addProcess(): void {
    addProcessMetrics(this.#registry);
  }

  /** All metrics, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** All metrics, as data for another process. */
  data(): Promise<MetricData[]> {
    return this.#registry.getMetricsAsJSON();
  }

  /** Counts an event. */
  watch(event: AgiEvent): void {
    switch (event.type) {
      case "call-start":
        return this.#callsInProgress.inc();
      case "call-end":
        return this.#onCallEnd(event);
      case "hangup":
        return this.#hangups.inc({ kind: HANGUPS.get(event.reason.name) ?? "other" });
      case "rejected":
        return this.#onRejected(REJECTIONS.get(event.reason.name) ?? "other");
      case "refused":
        return this.#refusals.inc({ reason: event.reason });
      case "accept-error":
        return this.#acceptErrors.inc();
    }
  }

  /** Counts a command. */
  get onReply(): ReplyCounter {
    return this.#commands.count;
  }

  /** Counts a reload. */
  reloaded(result: ReloadResult): void {
    this.#reloads.inc({ result });
  }

  #onCallEnd({ route = "none", outcome, duration }: CallEndEvent): void {
    this.#callsInProgress.dec();
    this.#calls.inc({ route, outcome });
    this.#callDuration.observe({ route }, duration / 1000);
    if (outcome === "failed") this.#handlerErrors.inc({ route });
  }

  #onRejected(reason: string): void {
    this.#rejections.inc({ reason });
    if (ENVIRONMENT_ERRORS.includes(reason)) this.#environmentErrors.inc();
  }
}
