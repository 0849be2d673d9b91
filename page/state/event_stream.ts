/** How long to wait after the server refused a stream, in milliseconds. */
const PAUSE = 3000;

/** Why no events come: the server cannot be reached, has too many browsers, or does not know us. */
export type Absence = "lost" | "full" | "replaced";

/** What happens on an {@linkcode EventStream}. */
export interface EventStreamListener<T> {
  onOpen?(): void;
  onMessage(message: T): void;
  onAbsent?(why: Absence): void;
}

/**
 * Events of the server. Unlike an `EventSource` it also tries again if the server refused the stream,
 * and says why there are no events.
 */
export class EventStream<T> {
  #path: string;
  #listener: EventStreamListener<T>;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
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
    this.#source?.close();
  }

  #open(): void {
    const source = new EventSource(this.#path);
    this.#source = source;
    source.onopen = () => this.#listener.onOpen?.();
    source.onmessage = ({ data }) => this.#listener.onMessage(JSON.parse(data));
    source.onerror = () => {
      // The browser tries again by itself, unless the server responded with an error.
      if (source.readyState === EventSource.CLOSED) this.#askWhy();
      else this.#listener.onAbsent?.("lost");
    };
  }

  async #askWhy(): Promise<void> {
    const status = await statusOf(this.#path);
    if (this.#closed) return;
    if (status === 403 || status === 421) return this.#listener.onAbsent?.("replaced");
    this.#listener.onAbsent?.(status === 503 ? "full" : "lost");
    this.#timer = setTimeout(() => this.#open(), PAUSE);
  }
}

/** The status of a response, without its body; `undefined` if there is no response. */
async function statusOf(path: string): Promise<number | undefined> {
  try {
    const response = await fetch(path);
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
