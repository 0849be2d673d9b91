/** How long to wait after the server refused a stream, in milliseconds. */
const PAUSE = 3000;

/** How long the server may send nothing, in milliseconds: it sends something every five seconds. */
const SILENCE = 15_000;

/**
 * Why no events come: the server cannot be reached, sends nothing, has too many browsers, or does not
 * know us.
 */
export type Absence = "lost" | "silent" | "full" | "replaced";

/** What happens on an {@linkcode EventStream}. */
export interface EventStreamListener<T> {
  onOpen?(): void;
  onMessage(message: T): void;
  /** `since` is when the last event came, or the connection ended, on the clock of the page. */
  onAbsent?(why: Absence, since: number): void;
}

/**
 * Events of the server. Unlike an `EventSource` it also tries again if the server refused the stream
 * or has become silent, and says why there are no events.
 */
export class EventStream<T> {
  #path: string;
  #listener: EventStreamListener<T>;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Runs while the server is silent. */
  #silence: ReturnType<typeof setTimeout> | undefined;
  #lastEvent = performance.now();
  #isAbsent = false;
  #closed = false;

  /** Connects. */
  constructor(path: string, listener: EventStreamListener<T>) {
    this.#path = path;
    this.#listener = listener;
    this.#open();
  }

  /** Disconnects. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#source?.close();
  }

  #open(): void {
    const source = new EventSource(this.#path);
    this.#source = source;
    this.#listen();
    source.onopen = () => {
      this.#isAbsent = false;
      this.#listen();
      this.#listener.onOpen?.();
    };
    source.onmessage = ({ data }) => {
      this.#listen();
      this.#listener.onMessage(JSON.parse(data));
    };
    source.onerror = () => {
      // The browser tries again by itself, unless the server responded with an error.
      if (source.readyState === EventSource.CLOSED) this.#askWhy();
      else this.#miss("lost");
    };
  }

  /** Waits for the next event; without one, the connection may be dead and not know it. */
  #listen(): void {
    this.#lastEvent = performance.now();
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (!this.#isAbsent) this.#miss("silent", this.#lastEvent);
      this.#source?.close();
      this.#open();
    }, SILENCE);
  }

  #miss(why: Absence, since: number = performance.now()): void {
    this.#isAbsent = true;
    this.#listener.onAbsent?.(why, since);
  }

  async #askWhy(): Promise<void> {
    clearTimeout(this.#silence);
    const status = await statusOf(this.#path);
    if (this.#closed) return;
    if (status === 403 || status === 421) return this.#miss("replaced");
    this.#miss(status === 503 ? "full" : "lost");
    this.#timer = setTimeout(() => this.#open(), PAUSE);
  }
}

/** The status of a response, without its body; `undefined` if there is no response. */
async function statusOf(path: string): Promise<number | undefined> {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(SILENCE) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
