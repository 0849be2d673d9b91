/** A use of a shared resource; disposing it ends the use. */
export interface SharedUse<Resource> extends AsyncDisposable {
  readonly resource: Resource;
}

/** Resources that the calls of a process share: the first opens one, and the last closes it. */
export class SharedResources<Resource> {
  #close: (resource: Resource) => Promise<void>;
  #shared = new Map<string, { readonly resource: Resource; users: number }>();

  /** Takes a function that closes a resource. */
  constructor(close: (resource: Resource) => Promise<void>) {
    this.#close = close;
  }

  /** The open resources. */
  *[Symbol.iterator](): Iterator<Resource> {
    for (const { resource } of this.#shared.values()) yield resource;
  }

  /** Takes the resource of this key; opens it if it is not open. */
  use(key: string, open: () => Resource): SharedUse<Resource> {
    const shared = this.#shared.get(key) ?? { resource: open(), users: 0 };
    this.#shared.set(key, shared);
    shared.users++;
    return {
      resource: shared.resource,
      [Symbol.asyncDispose]: async () => {
        if (--shared.users > 0) return;
        this.#shared.delete(key);
        await this.#close(shared.resource);
      },
    };
  }
}
