import { assertEquals } from "@std/assert";
import { cut, visible, visibleLines } from "../../page/shown_text.ts";

Deno.test("visible() replaces what could change the direction of a text, or has no shape", () => {
  assertEquals(
    visible("a\u202eb\u0007c\u200bd\u2028e\ud800f"),
    "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf",
  );
});

Deno.test("visible() keeps letters of all scripts, and emoji that are joined", () => {
  const text = "Zoë · שלום · 株式会社 · 👩\u200d💻 · नमस्ते";
  assertEquals(visible(text), text);
});

Deno.test("visible() limits the marks on a letter, which cover the lines around it", () => {
  assertEquals(visible(`a${"\u0301".repeat(100)}b`), `a${"\u0301".repeat(5)}\ufffdb`);
});

Deno.test("visibleLines() keeps the lines of a text", () => {
  assertEquals(visibleLines("one\ntwo\u0007"), "one\ntwo\ufffd");
});

Deno.test("cut() cuts to a width: never within a character, and wide ones count twice", () => {
  assertEquals(cut("abcdef", 6), "abcdef");
  assertEquals(cut("abcdefg", 6), "abcde…");
  assertEquals(cut("👍👍👍", 6), "👍👍👍");
  assertEquals(cut("👍👍👍👍", 6), "👍👍…");
  assertEquals(cut("株式会社", 6), "株式…");
});
