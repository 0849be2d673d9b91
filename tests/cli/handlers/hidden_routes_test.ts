import { assertEquals } from "@std/assert";
import { hiddenRoutes } from "../../../src/cli/handlers/hidden_routes.ts";
import type { Pattern } from "../../../src/handler/router.ts";

/** The positions of the routes that get no call. */
function hidden(...patterns: Pattern[]): string[] {
  const routes = patterns.map((route, index) => {
    return { route, file: `${index}.ts`, path: `/${index}.ts`, handler: () => {} };
  });
  return hiddenRoutes(routes).map((problem) => / (\d)\.ts at /.exec(problem)?.[1] ?? problem);
}

Deno.test("hiddenRoutes() finds a pattern that an earlier one leaves no path", () => {
  assertEquals(hidden("/menu/:lang", "/menu/en"), ["1"]);
  assertEquals(hidden("/menu/en", "/menu/:lang"), []);
  assertEquals(hidden("/a", "/:x", "/b", "/c/d", "/:y"), ["2", "4"]);
});

Deno.test("hiddenRoutes() knows of a RegExp what it is certain of", () => {
  assertEquals(hidden(/menu/, "/menu", "/menu/en", "/men", "/menu/:lang"), ["1", "2"]);
  assertEquals(hidden(/menu$/g, "/menu", "/menu/en"), ["1"]);
  // A RegExp has no leading slash, and matches from the start.
  assertEquals(hidden(/enu/, "/menu", "/enu"), ["2"]);
  assertEquals(hidden("/*", /menu/), ["1"]);
  assertEquals(hidden("/:x", /menu/), []);
});
