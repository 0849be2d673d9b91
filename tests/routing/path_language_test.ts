import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { PathLanguage } from "../../src/routing/path_language.ts";
import { PathPattern } from "../../src/routing/path_pattern.ts";

function covers(one: string, other: string): boolean {
  return new PathLanguage(one).covers(new PathLanguage(other));
}

Deno.test("PathLanguage.covers() compares the paths of two patterns", () => {
  for (
    const [one, other, expected] of [
      ["/menu", "/menu", true],
      ["/menu", "/pin", false],
      ["/*", "/menu/:lang", true],
      ["/menu/:lang", "/menu/en", true],
      ["/menu/en", "/menu/:lang", false],
      ["/menu/:lang", "/menu/en/gb", false],
      ["/menu/:lang", "/menu/:other", true],
      ["/menu/:lang", "/menu/:lang?", false],
      ["/menu/:lang?", "/menu/:lang", true],
      ["/menu/:lang?", "/menu", true],
      ["/:a/:b", "/menu/:b", true],
      ["/menu/:b", "/:a/:b", false],
      ["/files/*", "/files/:name+", true],
      ["/files/:name+", "/files/*", false],
      ["/call/:id(\\d+)", "/call/:id([0-5]{2})", true],
      ["/call/:id(\\d+)", "/call/:id([٠-٩])", undefined],
      ["/call/:id(\\p{Nd}+)", "/call/:id(\\d+)", true],
      ["/call/:id(\\p{L}+)", "/call/:id(\\p{Ll}+)", true],
      ["/:lang(en|de)", "/:lang(de|en)", true],
      ["/:lang(en|de)", "/:lang(de|en|fr)", false],
      ["/pin{.ts}?", "/pin.ts", true],
      ["/pin{.ts}?", "/pin{.ts}*", false],
      ["/*/end", "/*/x/end", true],
      ["/é:x", "/é:x(a+)", true],
    ] as const
  ) {
    if (expected === undefined) assertThrows(() => new PathLanguage(other), TypeError);
    else assertEquals(covers(one, other), expected, `${one} ${other}`);
  }
});

Deno.test("PathLanguage.covers() never says so of a pattern that matches more", () => {
  const part = fc.constantFrom("a", "b", "/", ":x", "*", "{/a}?", "{b}*", ":z?", "[");
  const pattern = fc.array(part, { maxLength: 4 }).map((parts) => {
    let count = 0;
    const text = parts.join("/").replaceAll(/:[xz]/g, () => `:n${count++}`);
    return `/${text}`;
  });
  const path = fc.array(fc.constantFrom("a", "b", "/", "c"), { maxLength: 6 })
    .map((parts) => `/${parts.join("")}`);
  let covered = 0;
  fc.assert(
    fc.property(pattern, pattern, fc.array(path, { maxLength: 20 }), (one, other, paths) => {
      const [earlier, later] = [one, other].map((text) => {
        try {
          return new PathPattern(text);
        } catch {
          return undefined;
        }
      });
      if (earlier === undefined || later === undefined || !covers(one, other)) return;
      covered++;
      for (const path of paths) {
        if (later.exec(path) !== null) assert(earlier.exec(path) !== null, `${one} ${other}`);
      }
    }),
    { numRuns: 1000 },
  );
  assert(covered > 20, `${covered}`);
});

Deno.test("PathLanguage.covers() leaves open what takes too long", () => {
  const started = performance.now();
  // Which of the last 30 characters were an "a" takes 2^30 states to remember.
  assertEquals(covers("/:x((?:a|b)*a(?:a|b){30})", "/:x((?:a|b)*a(?:a|b){29}a)"), false);
  assert(performance.now() - started < 10_000);
});
