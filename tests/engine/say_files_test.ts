import { assertEquals } from "@std/assert";
import { engineEvents, type TimedEvent } from "./engine_call.ts";
import { sayCaptures, sayLine } from "../testdata/say_captures.ts";

function filesOf(events: readonly TimedEvent[]): (readonly string[])[] {
  return events.flatMap((event) => event.type === "sound" ? [event.files] : []);
}

Deno.test("the SAY commands play the files that Asterisk 22 played", async () => {
  const captures = await sayCaptures();
  const events = await engineEvents(captures.map(({ words }) => sayLine(words)), {
    world: { sounds: () => 8000 },
  });
  const files = filesOf(events);
  for (const [index, capture] of captures.entries()) {
    assertEquals(files[index], capture.files, JSON.stringify(capture.words));
  }
  assertEquals(files.length, captures.length);
});

Deno.test("the SAY commands last as long as their files, if the Asterisk knows them", async () => {
  const lines = ['SAY NUMBER 42 ""', 'SAY DIGITS 42 ""', 'SAY TIME 0 "" '];
  const durations = async (said?: (files: readonly string[]) => number | undefined) =>
    (await engineEvents(lines, { world: { said } })).flatMap((event) =>
      event.type === "sound" ? [event.duration] : []
    );
  assertEquals(await durations((files) => files.length * 8 * 300), [600, 600, 900]);
  assertEquals(await durations(() => undefined), await durations());
});

Deno.test("the SAY commands know numbers and dates in English only, digits in all languages", async () => {
  const files = filesOf(
    await engineEvents([
      'SET VARIABLE "CHANNEL(language)" "fr"',
      'SAY NUMBER 42 ""',
      'SAY DATE 0 ""',
      'SAY DIGITS 42 ""',
      'SET VARIABLE "CHANNEL(language)" "en_GB"',
      'SAY NUMBER 42 ""',
      'SAY DATETIME 0 "" Q',
      'SAY DATETIME 0 "" I Nowhere/Else',
      'SAY ALPHA "aB" "" a',
    ]),
  );
  assertEquals(files, [
    [],
    [],
    ["digits/4", "digits/2"],
    ["digits/40", "digits/2"],
    [],
    [],
    ["lowercase", "letters/a", "uppercase", "letters/b"],
  ]);
});
