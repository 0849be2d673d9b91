import type { AgiEvent } from "../../events.ts";
import type { FastAgiServer } from "../../server/server.ts";
import { type CallListing, listCalls } from "./call_list.ts";
import { Metrics } from "./metrics.ts";
import type { ReloadResult } from "../handlers/reloads.ts";

/** What an operator can see. */
export interface Insight {
  /** Whether calls are accepted. */
  ready(): boolean;
  /** All figures, in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** The media type of {@linkcode metrics}. */
  readonly contentType: string;
  /** The calls in progress. */
  calls(): Promise<CallListing>;
}

/** What can be seen of the server of this process. */
export class ServerInsight implements Insight {
  /** What it counts. */
  readonly counts: Metrics = new Metrics();
  /** The server, once it listens. */
  server: FastAgiServer | undefined;
  #ready = false;

  constructor() {
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

  /** Says that calls should go elsewhere, although they are still accepted. */
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
