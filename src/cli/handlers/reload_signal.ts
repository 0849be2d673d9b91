/**
 * SIGHUP, noticed from the beginning of the program on: by default it would end the process. One that
 * comes before anything can be reloaded is remembered.
 */
export class ReloadSignal {
  #onSignal: (() => void) | undefined;
  #came = false;

  /** Begins to notice. */
  constructor() {
    Deno.addSignalListener("SIGHUP", () => {
      if (this.#onSignal === undefined) this.#came = true;
      else this.#onSignal();
    });
  }

  /** Begins to tell, at once if one has come. */
  follow(onSignal: () => void): void {
    this.#onSignal = onSignal;
    if (this.#came) onSignal();
  }
}
