import type { Pattern } from "../../handler/router.ts";
import { PathLanguage } from "../../routing/path_language.ts";
import type { Route } from "./route_table.ts";

/** A RegExp matches some of these; it is unknown which. */
const ANY_PATH = "/*";

/** Longest path that a server tries a RegExp on. */
const LONGEST_FOR_REGEXP = 8191;

/**
 * What is wrong with each route that gets no call, because one before it matches all of its paths. It
 * finds all of those among string patterns. What a RegExp matches is only known for a plain path, so a
 * route that it leaves nothing may not be found.
 */
export function hiddenRoutes(routes: readonly Route[]): readonly string[] {
  const known = routes.map((route) => ({ ...route, paths: pathsOf(route.route) }));
  return known.flatMap(({ file, route, paths }, index) => {
    const hides = known.slice(0, index).find((earlier) => covers(earlier, paths));
    return hides === undefined ? [] : [
      `No call can reach ${file} at ${route}: ${hides.file} at ${hides.route} comes first and ` +
      `matches each of its paths (put ${file} first)`,
    ];
  });
}

function pathsOf(route: Pattern): PathLanguage {
  return new PathLanguage(route instanceof RegExp ? ANY_PATH : route);
}

function covers(
  { route, paths }: { readonly route: Pattern; readonly paths: PathLanguage },
  later: PathLanguage,
): boolean {
  if (!(route instanceof RegExp)) return paths.covers(later);
  const path = later.literal?.slice(1);
  if (path === undefined || path.length > LONGEST_FOR_REGEXP) return false;
  return new RegExp(route.source, route.flags.replace(/[gy]/g, "") + "y").test(path);
}
