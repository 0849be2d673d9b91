import { assertEquals } from "@std/assert";
import {
  CONTROLS,
  escapeControls,
  replaceControls,
  withoutColours,
  withPlainPlaces,
} from "../../src/protocol/text.ts";

Deno.test("CONTROLS are the control characters, separators and bidirectional controls of Unicode", () => {
  const property = /^[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]$/u;
  const controls = new RegExp(`^[${CONTROLS}]$`, "u");
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (controls.test(character) !== property.test(character)) {
      assertEquals(controls.test(character), property.test(character), `U+${code.toString(16)}`);
    }
  }
});

Deno.test("escapeControls() keeps lines and tabs, and makes the rest harmless", () => {
  assertEquals(
    escapeControls("a\tb\nc\r\x1b[31m\x9b\u2028\u202e\u2066 ü 🦕"),
    "a\tb\nc\\u000d\\u001b[31m\\u009b\\u2028\\u202e\\u2066 ü 🦕",
  );
});

Deno.test("replaceControls() leaves one line", () => {
  assertEquals(replaceControls("a\tb\nc\x7f\u200e ü 🦕"), "a�b�c�� ü 🦕");
});

Deno.test("withoutColours() removes colours, and no text in brackets", () => {
  assertEquals(
    withoutColours("\x1b[0m\x1b[38;5;245mred\x1b[m\n[5m] \x1b[2J [31m"),
    "red\n[5m] \x1b[2J [31m",
  );
});

Deno.test("withPlainPlaces() removes colours from places, and from nothing else", () => {
  assertEquals(
    withPlainPlaces("TypeError: \x1b[31mno\n    at \x1b[36mfile:///a.ts\x1b[0m:\x1b[33m1\x1b[0m"),
    "TypeError: \x1b[31mno\n    at file:///a.ts:1",
  );
});
