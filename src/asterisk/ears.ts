interface Waiter {
  readonly sound: string | RegExp;
  readonly resolve: (heard: string) => void;
  readonly reject: (error: Error) => void;
}

/** The sounds that a caller has heard, and those that the caller waits for. */
export class Ears {
  /** All sounds, in order. */
  readonly heard: string[] = [];
  #next = 0;
  #waiters: Waiter[] = [];
  #deaf: ((sound: string) => Error) | undefined;

  /** Whether the caller waits to hear something. */
  get waiting(): boolean {
    return this.#waiters.length > 0;
  }

  /** Reports that a sound begins. */
  hear(sound: string): void {
    this.heard.push(sound);
    this.#waiters = this.#waiters.filter((waiter) => !this.#give(waiter));
  }

  /** Waits for a sound that no earlier wait has matched. */
  waitFor(sound: string | RegExp): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const waiter = { sound, resolve, reject };
    if (this.#give(waiter)) return promise;
    if (this.#deaf !== undefined) reject(this.#deaf(`${sound}`));
    else this.#waiters.push(waiter);
    return promise;
  }

  /** Rejects all waits, present and future: the call has ended. */
  end(error: (sound: string) => Error): void {
    this.#deaf = error;
    for (const { sound, reject } of this.#waiters.splice(0)) reject(error(`${sound}`));
  }

  #give({ sound, resolve }: Waiter): boolean {
    const index = this.heard.findIndex((heard, index) =>
      index >= this.#next && (typeof sound === "string" ? heard === sound : heard.match(sound))
    );
    if (index < 0) return false;
    this.#next = index + 1;
    resolve(this.heard[index] ?? "");
    return true;
  }
}
