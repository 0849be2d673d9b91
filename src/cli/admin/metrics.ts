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
import { addProcessMetrics } from "./process_metrics.ts";
import { RELOAD_RESULTS, type ReloadResult } from "../handlers/reloads.ts";

/** From an IVR that is hung up at once to a long talk, in seconds. */
const CALL_BUCKETS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

/** How a hangup is told, by the name of its error. */
const HANGUPS: ReadonlyMap<string, string> = new Map([
  ["AgiResultHangup", "asterisk"],
  ["AgiSigpipeHangup", "connection"],
  ["AgiHangup", "other"],
]);

/** Why a connection did not become a call, by the name of its error. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ["AgiProtocolError", "protocol"],
  ["AgiTimeoutError", "timeout"],
  ["AgiSigpipeHangup", "disconnected"],
]);

/** Those that are a wrong environment. */
const ENVIRONMENT_ERRORS: readonly string[] = ["protocol", "timeout"];

/** Why a connection was not read at all. */
const REFUSALS: readonly RefusedEvent["reason"][] = ["peer", "calls", "calls-per-peer"];

/** A figure with all its labels, as data. */
export type MetricData = MetricObjectWithValues<MetricValue<string>>;

/**
 * Counts events for Prometheus. No peer can make up a label: each has a few known values, and a
 * route is a pattern that was registered.
 */
export class Metrics {
  #registry = new Registry();
  #calls = new Counter({
    name: "tipring_calls_total",
    help: "Calls that have ended, by the pattern of their handler and how they ended.",
    labelNames: ["route", "outcome"],
    registers: [this.#registry],
  });
  #callsInProgress = new Gauge({
    name: "tipring_calls_in_progress",
    help: "Calls whose handler runs.",
    registers: [this.#registry],
  });
  #callDuration = new Histogram({
    name: "tipring_call_duration_seconds",
    help: "From the environment to the end of a call.",
    labelNames: ["route"],
    buckets: CALL_BUCKETS,
    registers: [this.#registry],
  });
  #commands = new CommandCounts(this.#registry);
  #hangups = new Counter({
    name: "tipring_hangups_total",
    help: "Hangups while a handler ran, by who told of them.",
    labelNames: ["kind"],
    registers: [this.#registry],
  });
  #rejections = new Counter({
    name: "tipring_rejections_total",
    help: "Connections that did not become calls, by reason.",
    labelNames: ["reason"],
    registers: [this.#registry],
  });
  #environmentErrors = new Counter({
    name: "tipring_environment_errors_total",
    help: "Connections whose environment was none, too large or too late.",
    registers: [this.#registry],
  });
  #handlerErrors = new Counter({
    name: "tipring_handler_errors_total",
    help: "Calls whose handler threw, by its pattern.",
    labelNames: ["route"],
    registers: [this.#registry],
  });
  #acceptErrors = new Counter({
    name: "tipring_accept_errors_total",
    help: "Connections that could not be accepted, e.g. for want of file descriptors.",
    registers: [this.#registry],
  });
  #reloads = new Counter({
    name: "tipring_reloads_total",
    help: "How often the handler files were loaded anew, or could not be.",
    labelNames: ["result"],
    registers: [this.#registry],
  });

  constructor() {
    // A counter that is absent until it counts hides its first step from rate().
    for (const kind of HANGUPS.values()) this.#hangups.inc({ kind }, 0);
    for (const reason of [...ENDS.values(), ...REFUSALS]) this.#rejections.inc({ reason }, 0);
    for (const result of RELOAD_RESULTS) this.#reloads.inc({ result }, 0);
  }

  /** The media type of {@linkcode text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Adds memory, processor time and the like. What they need runs until the process ends. */
  addProcess(): void {
    addProcessMetrics(this.#registry);
  }

  /** Everything, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Everything, as data, for another process. */
  data(): Promise<MetricData[]> {
    return this.#registry.getMetricsAsJSON();
  }

  /** Takes an event. */
  watch(event: AgiEvent): void {
    switch (event.type) {
      case "call-start":
        return this.#callsInProgress.inc();
      case "call-end":
        return this.#onCallEnd(event);
      case "hangup":
        return this.#hangups.inc({ kind: HANGUPS.get(event.reason.name) ?? "other" });
      case "rejected":
        return this.#onRejected(ENDS.get(event.reason.name) ?? "other");
      case "refused":
        return this.#rejections.inc({ reason: event.reason });
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
