import { within } from "../transport/within.ts";

/** Maximum time that opening waits for the closing of the same resource, in milliseconds. */
const CLOSE_TIMEOUT = 2000;

/** A use of a shared resource; disposing it ends the use. */
export interface SharedUse<Resource> extends AsyncDisposable {
  readonly resource: Resource;
}

/** Resources that the calls of a process share: the first opens one, and the last closes it. */
export class SharedResources<Resource> {
  #close: (resource: Resource) => Promise<void>;
  #shared = new Map<string, { readonly resource: Resource; users: number }>();
  #closing = new Map<string, Promise<void>>();

  /** Takes a function that closes a resource. */
  constructor(close: (resource: Resource) => Promise<void>) {
    this.#close = close;
  }

  /** The open resources. */
  *[Symbol.iterator](): Iterator<Resource> {
    for (const { resource } of this.#shared.values()) yield resource;
  }

  /**
   * Takes the resource of this key; opens it if it is not open. One that is being closed still has its
   * address, so that is waited for.
   */
  async use(key: string, open: () => Resource): Promise<SharedUse<Resource>> {
    for (let closing = this.#closing.get(key); closing !== undefined;) {
      const isClosed = await within(closing.then(() => true, () => true), CLOSE_TIMEOUT);
      closing = isClosed ? this.#closing.get(key) : undefined;
    }
    const shared = this.#shared.get(key) ?? { resource: open(), users: 0 };
    this.#shared.set(key, shared);
    shared.users++;
    return {
      resource: shared.resource,
      [Symbol.asyncDispose]: async () => {
        if (--shared.users > 0) return;
        this.#shared.delete(key);
        const closing = this.#close(shared.resource);
        this.#closing.set(key, closing);
        try {
          await closing;
        } finally {
          if (this.#closing.get(key) === closing) this.#closing.delete(key);
        }
      },
    };
  }
}
