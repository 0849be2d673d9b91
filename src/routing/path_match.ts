/**
 * How a string pattern matched a path: the part of a `URLPatternResult` that concerns a path.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel, { match }) => {
 *   if (match === null || !("pathname" in match)) return;
 *   await channel.verbose(`The language is ${match.pathname.groups["lang"]}`);
 * };
 * ```
 */
export interface PathMatch {
  /** The path and its groups. */
  readonly pathname: {
    /** The path that was matched, with a leading `/`. */
    readonly input: string;
    /**
     * What each `:name` matched; `*` and unnamed groups are `0`, `1`, and so on. An absent optional
     * group is `undefined`. The text is as Asterisk sent it. If the URL is percent-encoded, call
     * `decodeURIComponent` in a `try`, because it throws a `URIError` for a malformed `%`.
     */
    readonly groups: Readonly<Record<string, string | undefined>>;
  };
}
