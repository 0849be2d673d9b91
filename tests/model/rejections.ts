/** Rejections that nothing handled, while this is in use. */
export class Rejections implements Disposable {
  readonly seen: unknown[] = [];
  #listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    this.seen.push(event.reason);
  };

  constructor() {
    globalThis.addEventListener("unhandledrejection", this.#listener);
  }

  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this.#listener);
  }
}
