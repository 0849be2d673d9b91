/** A switch that the browser remembers, for all servers: on until someone turns it off. */
export class Preference {
  readonly #key: string;
  #on: boolean;

  /** Reads it by its name. */
  constructor(name: string) {
    this.#key = `tipring-${name}`;
    this.#on = storage()?.getItem(this.#key) !== "off";
  }

  /** Whether it is on. */
  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    this.#on = on;
    storage()?.setItem(this.#key, on ? "on" : "off");
  }
}

/** What the browser keeps for the page; `undefined` if it refuses. */
function storage(): Storage | undefined {
  let store: Storage | undefined;
  try {
    store = localStorage;
  } catch {
    // The user blocks it: the page works without.
  }
  return store;
}
