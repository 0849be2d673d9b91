import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { PathPattern } from "../../src/routing/path_pattern.ts";

/** What a pattern finds in a path, or that it is refused. */
function result(exec: () => { pathname: unknown } | null): unknown {
  try {
    return exec()?.pathname ?? "no match";
  } catch (error) {
    assert(error instanceof TypeError, `${error}`);
    return "refused";
  }
}

function groupsOf(pattern: string, path: string): unknown {
  return new PathPattern(pattern).exec(path)?.pathname.groups;
}

/** Texts that a URL keeps as they are: the two differ in all others, on purpose. */
const TEXTS = ["a", "b", "-", "/", "//", "1", "ab", "a.b", "%41"];
const GROUPS = [":x", ":y", ":z", "*", "(a|b)", "(a*)", "(a*?)", "(.*)", "(\\d+)", "(|a)"];
const REGEXPS = [
  "([^/]+?)",
  "((?:a|ab|-)*)",
  "((?:a??){2,3}b?)",
  "((?:a*?)*?b)",
  "((?:(?:|a)b?)+)",
];
const SYNTAX = ["?", "+", "*", "{", "}", "\\", "\\:", "\\a", ":", "(", "(?:a)", "()", "((a))"];

Deno.test("PathPattern.exec() finds what a URLPattern finds in a path that needs no normalizing", () => {
  const group = fc.constantFrom(...GROUPS, ...REGEXPS);
  const fixed = fc.constantFrom(...TEXTS);
  const modifier = fc.constantFrom("", "", "?", "+", "*");
  const piece = fc.oneof(
    fixed,
    fc.tuple(group, modifier).map((parts) => parts.join("")),
    fc.tuple(fc.constantFrom("", ...TEXTS), fc.oneof(group, fixed), fixed, modifier)
      .map(([before, middle, after, modifier]) => `{${before}${middle}${after}}${modifier}`),
    fc.constantFrom(...SYNTAX),
  );
  const pattern = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join("")}`);
  const path = fc.array(fixed, { maxLength: 7 }).map((pieces) => `/${pieces.join("")}`);
  let matched = 0;
  let refused = 0;
  fc.assert(
    fc.property(pattern, path, (pattern, path) => {
      // A URLPattern takes a backslash for a slash.
      fc.pre(!pattern.includes("\\\\"));
      const expected = result(() => new URLPattern({ pathname: pattern }).exec({ pathname: path }));
      const found = result(() => new PathPattern(pattern).exec(path));
      assertEquals(found, expected);
      if (expected === "refused") refused++;
      else if (expected !== "no match") matched++;
    }),
    { numRuns: 3000 },
  );
  assert(matched > 100 && refused > 100, `${matched} matched, ${refused} refused`);
});

Deno.test("PathPattern.exec() takes a path as it is, where a URLPattern resolves and encodes", () => {
  for (
    const path of [
      "/menu/../admin",
      "/./admin",
      "/menu/%2e%2e/admin",
      "/menu/.%2E/admin",
      "/menu\\..\\admin",
      "/ad\tmin",
      "/admin/..//admin",
      " /admin",
    ]
  ) {
    assertEquals(new PathPattern("/admin").exec(path), null, path);
    assertEquals(new PathPattern("/:name").exec(path)?.pathname.groups["name"] === "admin", false);
  }
  assertEquals(groupsOf("/menu/:a/:b", "/menu/../admin"), { a: "..", b: "admin" });
  assertEquals(groupsOf("/:name", "/Jürgen %C3%BC\t\\"), { name: "Jürgen %C3%BC\t\\" });
  assertEquals(groupsOf("/:name", "/\u{1f600}"), { name: "\u{1f600}" });
  assertEquals(groupsOf("/:a:b", "/\u{1f600}x"), { a: "\u{1f600}", b: "x" });
  assertEquals(groupsOf("/*", "/a\u2028b\rc"), { 0: "a\u2028b\rc" });
  assertEquals(groupsOf("/ü b/:x", "/ü b/c"), { x: "c" });
});

Deno.test("PathPattern.exec() is linear in the path, whatever the pattern", () => {
  // By backtracking each of these would take hours at least.
  const length = 65_536;
  const checks = [
    ["/call/:from-:to-:lang", "/call/" + "-".repeat(length) + "/"],
    ["/:a-:b-:c-:d-:e-:f", "/" + "a-".repeat(length / 2) + "/"],
    ["/(.*)-(.*)-(.*)-(.*)x", "/" + "-".repeat(length)],
    ["/((?:a+)+)b", "/" + "a".repeat(length)],
    ["/((?:a|a)*)b", "/" + "a".repeat(length)],
    ["/((?:a*)*)(a*)(a*)(a*)b", "/" + "a".repeat(length)],
    ["/:x+/:y+/:z+/b/", "/" + "a/".repeat(length / 2)],
    ["/{a}*{a}*{a}*{a}*b", "/" + "a".repeat(length)],
    ["/((?:a?){50}(?:a){50})b", "/" + "a".repeat(length)],
    ["/*:x/b", "/" + "a".repeat(length)],
  ] as const;
  for (const [pattern, path] of checks) {
    assertEquals(new PathPattern(pattern).exec(path), null, pattern);
  }
  const digits = "1".repeat(length);
  assertEquals(groupsOf("/:a-:b(\\d+)", `/x-${digits}`), { a: "x", b: digits });
});

Deno.test("PathPattern.exec() matches the characters of a regular expression", () => {
  const matches = (regexp: string, char: string) =>
    new PathPattern(`/:x(${regexp})`).exec(`/${char}`) !== null;
  const regexps = ["\\d", "\\W", "\\s", "[a-f\\d]", "[^\\]a]", "\\x41", "\\u{fc}", "\\u00fc", "."];
  regexps.push(
    "\\p{L}",
    "\\P{Lu}",
    "\\.",
    "\\/",
    "\\ud83d\\ude00",
    "[\\ud83d\\ude00]",
    "\\cJ",
    "\\0",
  );
  for (const regexp of regexps) {
    const oracle = new RegExp(`^(?:${regexp})$`, "u");
    for (const char of ["a", "g", "A", "7", "/", ".", "]", "ü", "\u{1f600}", "\n", "\0", " ", ""]) {
      assertEquals(matches(regexp, char), oracle.test(char), `${regexp} ${JSON.stringify(char)}`);
    }
  }
});

Deno.test("PathPattern says which pattern it refuses and why", () => {
  const checks = [
    ["menu", 'a path that starts with "/"'],
    ["", 'a path that starts with "/"'],
    ["/:", '":" at index 1 has no name (escape a colon as "\\:")'],
    ["/:1", '":" at index 1 has no name'],
    ["/a\\", '"\\" at its end'],
    ["/a?", 'unexpected "?" at index 2: a modifier can only follow a group'],
    ["/{a", "unexpected end"],
    ["/{:a:b}", 'unexpected ":b" at index 4'],
    ["/a}", 'unexpected "}" at index 2'],
    ["/:a/:a", 'duplicate group "a"'],
    ["/:__proto__", 'a group cannot have the name "__proto__"'],
    ["/(", '"(" at index 1 is not closed'],
    ["/()", '"()" is empty'],
    ["/(?:a)", '"(?:a)" starts with "?"'],
    ["/((a))", '"(" at index 2 captures inside a group (use "(?:")'],
    ["/(ü)", '"(ü)" contains non-ASCII characters'],
    ["/([a)", '"([a)" is not a regular expression: '],
    ["/(a\\b)", String.raw`"(a\\b)" contains "\\b": a group can contain characters`],
    ["/(a\\b)", "(register a RegExp for more)"],
    ["/((?=a)a)", '"((?=a)a)" contains "(?="'],
    ["/((?:a{100}){100})", "too long (at most 1000 steps)"],
    ["/((?:(?:a{999}){999}){999})", "too long"],
  ] as const;
  for (const [pattern, why] of checks) {
    const error = assertThrows(() => new PathPattern(pattern), TypeError);
    assert(error.message.startsWith("Invalid pattern "), error.message);
    assert(error.message.includes(why), `${error.message}\nhas not: ${why}`);
  }
});
