import type { Channel } from "../channel.ts";
import type { CallInfo } from "../events.ts";
import { quoteForMessage } from "../protocol/text.ts";

/** What a call asks for. */
export interface AgiRequest {
  /**
   * The path that Asterisk asked for, without the leading `/` and the query, as it was sent:
   * nothing is decoded. In script mode the path of the handler file.
   */
  readonly script: string;
  /** The arguments of `AGI()` behind the first. */
  readonly args: readonly string[];
  /** The query of the address, e.g. of `agi://host/pin?lang=de`; empty in script mode. */
  readonly query: URLSearchParams;
  /**
   * How the handler's pattern matched: what `RegExp.exec` or `URLPattern.exec` returned; `null` for
   * the default handler and in script mode. The groups are as the caller's address has them.
   */
  readonly match: Match | null;
  /** Who the call is, as events and the log of a server tell it; absent in script mode. */
  readonly call?: CallInfo;
}

/** How a pattern matched. */
export type Match = RegExpExecArray | URLPatternResult;

/**
 * Handles a call. The call goes on in the dialplan when it returns. An `AgiHangup` that leaves it is
 * an ordinary end; whatever else it throws is logged, and harms no other call.
 */
export type Handler = (channel: Channel, request: AgiRequest) => void | Promise<void>;

/**
 * Which paths a handler is for: a `RegExp` is matched from the start of the path as Asterisk sent
 * it, without a leading `/`; a string is the pathname of a `URLPattern`, e.g. `/menu/:lang`.
 */
export type Pattern = RegExp | string;

/** What {@linkcode Router.resolve} finds. */
export interface ResolvedRoute {
  /** The handler. */
  readonly handler: Handler;
  /** How its pattern matched; `null` for the default handler. */
  readonly match: Match | null;
  /** The pattern as text, or `default`. */
  readonly route: string;
}

interface Route {
  readonly pattern: Pattern;
  readonly name: string;
  readonly handler: Handler;
  match(path: string): Match | null;
}

/** Finds the handler of a path: patterns in the order in which they were added, then the default. */
export class Router {
  #routes: Route[] = [];
  #default: Handler | null = null;

  /**
   * Adds a handler behind all others, or in the place of the one that has this very pattern.
   *
   * @throws {TypeError} If the pattern is a string that is no URLPattern pathname, or no pattern at all.
   */
  add(pattern: Pattern, handler: Handler): void {
    const route = { pattern, name: `${pattern}`, handler, match: matcher(pattern) };
    const index = this.#routes.findIndex((route) => route.pattern === pattern);
    if (index < 0) this.#routes.push(route);
    else this.#routes[index] = route;
  }

  /** Removes the handler of this very pattern. Returns whether there was one. */
  remove(pattern: Pattern): boolean {
    const index = this.#routes.findIndex((route) => route.pattern === pattern);
    if (index >= 0) this.#routes.splice(index, 1);
    return index >= 0;
  }

  /** Removes all handlers but the default. */
  clear(): void {
    this.#routes = [];
  }

  /** Sets the handler of all paths that no pattern matches; `null` for none. */
  setDefault(handler: Handler | null): void {
    this.#default = handler;
  }

  /** Finds the handler of a path, which has no leading `/` and no query. */
  find(path: string): [handler: Handler, match: Match | null] | undefined {
    const found = this.resolve(path);
    return found && [found.handler, found.match];
  }

  /** Does as {@linkcode find}, and tells by which pattern. */
  resolve(path: string): ResolvedRoute | undefined {
    for (const { match, handler, name } of this.#routes) {
      const matched = match(path);
      if (matched !== null) return { handler, match: matched, route: name };
    }
    return this.#default === null
      ? undefined
      : { handler: this.#default, match: null, route: "default" };
  }
}

function matcher(pattern: Pattern): (path: string) => Match | null {
  if (pattern instanceof RegExp) {
    const sticky = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "") + "y");
    return (path) => {
      sticky.lastIndex = 0;
      return sticky.exec(path);
    };
  }
  if (typeof pattern !== "string" || !pattern.startsWith("/")) {
    throw new TypeError(
      `Cannot route by ${quoteForMessage(`${pattern}`)}: a pattern is a RegExp, or a path that ` +
        'begins with "/", such as "/menu/:lang"',
    );
  }
  const urlPattern = new URLPattern({ pathname: pattern });
  const match = (path: string) => urlPattern.exec({ pathname: `/${path}` });
  // Most patterns are names, and each would cost every call a URL: a name matches itself alone.
  if (!NAME.test(pattern)) return match;
  return (path) => `/${path}` !== pattern && NAME.test(path) ? null : match(path);
}

/** Characters that a URL keeps as they are, and that a pattern takes for themselves. */
const NAME = /^[\w/-]*$/;
