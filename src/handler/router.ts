import type { ScriptAudio } from "../audio/script_audio.ts";
import type { Channel } from "../channel.ts";
import type { CallInfo } from "../events.ts";
import type { PathMatch } from "../routing/path_match.ts";
import { PathPattern } from "../routing/path_pattern.ts";

/** What a call requests. */
export interface AgiRequest {
  /**
   * The requested path without the leading `/` and the query, exactly as Asterisk sent it: nothing
   * is decoded. In script mode, the path of the handler file. If the dialplan puts a caller's input
   * into the URL (`agi://host/${CALLERID(name)}`), the caller controls it: do not base privileges
   * on it.
   */
  readonly script: string;
  /** The arguments of `AGI()` after the first. */
  readonly args: readonly string[];
  /** The query of the URL, e.g. of `agi://host/pin?lang=de`; empty in script mode. */
  readonly query: URLSearchParams;
  /**
   * How the handler's pattern matched: the result of `RegExp.exec`, or a {@linkcode PathMatch} for
   * a string; `null` for the default handler and in script mode. Groups are as Asterisk sent them.
   */
  readonly match: Match | null;
  /** Identifies the call in logs, events and traces; `undefined` in script mode. */
  readonly call?: CallInfo;
  /** What the caller says, in a script that the dialplan runs by `EAGI()`. */
  readonly audio?: ScriptAudio;
}

/** How a pattern matched: the match of a string has a `pathname`, that of a RegExp does not. */
export type Match = RegExpExecArray | PathMatch;

/**
 * Handles a call. When it returns, the call continues in the dialplan. Throwing an `AgiHangup` is a
 * normal end; any other error is logged and does not affect other calls.
 */
export type Handler = (channel: Channel, request: AgiRequest) => void | Promise<void>;

/**
 * Selects the paths of a handler. Both kinds match the path as Asterisk sent it: nothing is decoded
 * or resolved, so `menu/../admin` is not `admin`.
 *
 * A string uses the pathname syntax of `URLPattern` and matches the whole path with a leading `/`:
 * `/menu/:lang`, `/files/*`, `/call/:id(\d+)`, `/pin{.ts}?`. A group can contain characters,
 * classes, `(?:...)`, `|` and quantifiers. Matching takes linear time.
 *
 * A `RegExp` matches from the start of the path, without a leading `/`. It never matches a path of
 * more than 8,191 characters, the maximum that the dialplan can send.
 *
 * `agi://host//var/lib/x.agi` requests the path `/var/lib/x.agi`: both the string `//var/lib/x.agi`
 * and `/\/var\/lib\/x\.agi$/` match it.
 */
export type Pattern = RegExp | string;

/** The result of {@linkcode Router.resolve}. */
export interface ResolvedRoute {
  /** The handler. */
  readonly handler: Handler;
  /** How its pattern matched; `null` for the default handler. */
  readonly match: Match | null;
  /** The pattern as text, or `default`. */
  readonly route: string;
}

/** Longest path that a RegExp is tried on. A dialplan cannot send a longer one. */
const LONGEST_FOR_REGEXP = 8191;

interface Route {
  readonly pattern: Pattern;
  readonly name: string;
  readonly handler: Handler;
  match(path: string): Match | null;
}

/**
 * Finds the handler for a path. It tries patterns in the order they were added, then the default.
 */
export class Router {
  #routes: Route[] = [];
  #default: Handler | null = null;
  #names: readonly string[] | undefined;

  /** The patterns as text, in the order they are tried. */
  get names(): readonly string[] {
    return this.#names ??= Object.freeze(this.#routes.map(({ name }) => name));
  }

  /**
   * Adds a handler after all others, or replaces the handler of the same pattern.
   *
   * @throws {TypeError} If the pattern is a malformed string, or neither a string nor a RegExp.
   */
  add(pattern: Pattern, handler: Handler): void {
    const route = { pattern, name: `${pattern}`, handler, match: matcher(pattern) };
    const index = this.#routes.findIndex((route) => route.pattern === pattern);
    if (index < 0) this.#routes.push(route);
    else this.#routes[index] = route;
    this.#names = undefined;
  }

  /** Removes the handler of a pattern. Returns whether there was one. */
  remove(pattern: Pattern): boolean {
    const index = this.#routes.findIndex((route) => route.pattern === pattern);
    if (index >= 0) this.#routes.splice(index, 1);
    this.#names = undefined;
    return index >= 0;
  }

  /** Removes all handlers except the default. */
  clear(): void {
    this.#routes = [];
    this.#names = undefined;
  }

  /** Sets the handler for paths that no pattern matches; `null` removes it. */
  setDefault(handler: Handler | null): void {
    this.#default = handler;
  }

  /** Finds the handler for a path, which is given without the leading `/` and the query. */
  find(path: string): [handler: Handler, match: Match | null] | undefined {
    const found = this.resolve(path);
    return found && [found.handler, found.match];
  }

  /** Same as {@linkcode find}, but also returns the pattern. */
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
