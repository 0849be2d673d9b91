import type { AgiEvent } from "../../events.ts";
import type { FastAgiServer } from "../../server/server.ts";
import { type CallListing, listCalls } from "./call_list.ts";
import { Metrics } from "./metrics.ts";
import type { ReloadResult } from "../handlers/reloads.ts";

/** What the admin interface shows. */
export interface Stats {
  /** Whether calls are accepted. */
  ready(): boolean;
  /** All metrics, in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** The media type of {@linkcode metrics}. */
  readonly contentType: string;
  /** The calls in progress. */
  calls(): Promise<CallListing>;
}

/** The stats of the server of this process. */
export class ServerStats implements Stats {
  /** Its metrics. */
  readonly counts: Metrics;
  /** The server, once it listens. */
  server: FastAgiServer | undefined;
  #ready = false;

  /** `dropped` says how many lines of the log were dropped. */
  constructor(dropped: () => number) {
    this.counts = new Metrics(dropped);
    this.counts.addProcess();
  }

  get contentType(): string {
    return this.counts.contentType;
  }

  /** Takes an event of the server. */
  watch(event: AgiEvent): void {
    if (event.type === "listen") this.#ready = true;
    if (event.type === "drain") this.#ready = false;
    this.counts.watch(event);
  }

  /** Reports not ready, although calls are still accepted. */
  leave(): void {
    this.#ready = false;
  }

  /** Counts a reload. */
  reloaded(result: ReloadResult): void {
    this.counts.reloaded(result);
  }

  ready(): boolean {
    return this.#ready;
  }

  metrics(): Promise<string> {
    return this.counts.text();
  }

  calls(): Promise<CallListing> {
    return Promise.resolve(listCalls(this.server?.calls ?? []));
  }
}
