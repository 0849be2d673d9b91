import type { LoadedHandler } from "./load_handler.ts";

/** A handler with the file that it is from, as it was named. */
export interface Route extends LoadedHandler {
  readonly file: string;
}

/** The loaded handlers of a server, in the order in which their patterns are tried. */
export interface HandlerTable {
  readonly routes: readonly Route[];
  /** For all other paths. */
  readonly fallback: Route | undefined;
}

/** All handlers of a table, in the order in which their patterns are tried. */
export function loadedHandlers({ routes, fallback }: HandlerTable): readonly LoadedHandler[] {
  return fallback === undefined ? routes : [...routes, { ...fallback, route: "default" }];
}

/** Routes in the order in which they are tried; none has the pattern of another. */
export class RouteTable {
  #routes = new Map<string, Route>();

  /** The routes. */
  get routes(): readonly Route[] {
    return [...this.#routes.values()];
  }

  /** Adds a route. Returns what is wrong if another one has the same pattern. */
  add(added: Route): string | undefined {
    const { route, file } = added;
    // A RegExp and a path may look the same.
    const key = `${typeof route} ${route}`;
    const other = this.#routes.get(key);
    if (other !== undefined) {
      return `Cannot serve ${file} at ${route}: ${other.file} is already served there`;
    }
    this.#routes.set(key, added);
    return undefined;
  }
}
