import type { Channel } from "../channel.ts";
import type { CallInfo } from "../events.ts";
import type { PathMatch } from "../routing/path_match.ts";
import { PathPattern } from "../routing/path_pattern.ts";

/** What a call asks for. */
export interface AgiRequest {
  /**
   * The path that Asterisk asked for, without the leading `/` and the query, as it was sent:
   * nothing is decoded. In script mode the path of the handler file. It can hold what the caller
   * chose, if the dialplan puts that into the address (`agi://host/${CALLERID(name)}`): let it choose
   * no privileges.
   */
  readonly script: string;
  /** The arguments of `AGI()` behind the first. */
  readonly args: readonly string[];
  /** The query of the address, e.g. of `agi://host/pin?lang=de`; empty in script mode. */
  readonly query: URLSearchParams;
  /**
   * How the handler's pattern matched: what `RegExp.exec` returned, or a {@linkcode PathMatch} for
   * a string; `null` for the default handler and in script mode. Groups are as Asterisk sent them.
   */
  readonly match: Match | null;
  /** Who the call is, as events and the log of a server tell it; absent in script mode. */
  readonly call?: CallInfo;
}

/** How a pattern matched: a string, whose match has a `pathname`, or a RegExp. */
export type Match = RegExpExecArray | PathMatch;

/**
 * Handles a call. The call goes on in the dialplan when it returns. An `AgiHangup` that leaves it is
 * an ordinary end; whatever else it throws is logged, and harms no other call.
 */
export type Handler = (channel: Channel, request: AgiRequest) => void | Promise<void>;

/**
 * Selects the paths of a handler. Both kinds see the path as Asterisk sent it: nothing is decoded or
 * resolved, so `menu/../admin` is not `admin`.
 *
 * A string has the syntax of the pathname of a `URLPattern` and matches the whole path, which has a
 * leading `/` there: `/menu/:lang`, `/files/*`, `/call/:id(\d+)`, `/pin{.ts}?`. A group can hold
 * characters, classes, `(?:...)`, `|` and quantifiers; its time is linear in the length of the path.
 *
 * A `RegExp` is matched from the start of the path, without a leading `/`. It does not match a path
 * of more than 8,191 characters, which is the most that the dialplan can send.
 *
 * `agi://host//var/lib/x.agi` asks for the path `/var/lib/x.agi`: the string `//var/lib/x.agi`
 * matches it, and so does `/\/var\/lib\/x\.agi$/`.
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

/** The longest path that a RegExp is tried on: a longer one does not come from a dialplan. */
const LONGEST_FOR_REGEXP = 8191;

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
  #names: readonly string[] | undefined;

  /** The patterns as text, in the order in which they are tried. */
  get names(): readonly string[] {
    return this.#names ??= Object.freeze(this.#routes.map(({ name }) => name));
  }

  /**
   * Adds a handler behind all others, or in the place of the one that has this very pattern.
   *
   * @throws {TypeError} If the pattern is a string with a wrong syntax, or neither a string nor a RegExp.
   */
  add(pattern: Pattern, handler: Handler): void {
    const route = { pattern, name: `${pattern}`, handler, match: matcher(pattern) };
    const index = this.#routes.findIndex((route) => route.pattern === pattern);
    if (index < 0) this.#routes.push(route);
    else this.#routes[index] = route;
    this.#names = undefined;
  }

  /** Removes the handler of this very pattern. Returns whether there was one. */
  remove(pattern: Pattern): boolean {
    const index = this.#routes.findIndex((route) => route.pattern === pattern);
    if (index >= 0) this.#routes.splice(index, 1);
    this.#names = undefined;
    return index >= 0;
  }

  /** Removes all handlers but the default. */
  clear(): void {
    this.#routes = [];
    this.#names = undefined;
  }

  /** Sets the handler of all paths that no pattern matches; `null` for none. */
  setDefault(handler: Handler | null): void {
    this.#default = handler;
  }

  /** Finds the handler of a path: that of an address, without the `/` after the host and the query. */
  find(path: string): [handler: Handler, match: Match | null] | undefined {
    const found = this.resolve(path);
    return found && [found.handler, found.match];
  }

  /** Does as {@linkcode find}, and names the pattern. */
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
      if (path.length > LONGEST_FOR_REGEXP) return null;
      sticky.lastIndex = 0;
      return sticky.exec(path);
    };
  }
  const pathPattern = new PathPattern(pattern);
  return (path) => pathPattern.exec(`/${path}`);
}
