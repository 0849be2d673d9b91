import { assertEquals } from "@std/assert";
import { type Deed, engineEvents } from "./engine_call.ts";

/** What a caller hears of a sound that lasts ten seconds: when, and from where. */
async function heard(line: string, ...deeds: Deed[]): Promise<string[]> {
  const events = await engineEvents([line], { deeds, world: { sounds: () => 80_000 } });
  return events.flatMap((event) => {
    if (event.type === "quiet") return [`${event.at} quiet`];
    if (event.type !== "sound" && event.type !== "seek") return [];
    return [`${event.at} ${event.type} ${event.text} ${event.offset}+${event.duration}`];
  });
}

Deno.test("GET DATA stops its prompt at the first key, and waits for more", async () => {
  const line = "GET DATA menu 3000 3";
  assertEquals(await heard(line, { at: 4000, press: "1" }, { at: 5000, press: "2" }), [
    "0 sound menu 0+10000",
    "4000 quiet",
  ]);
  assertEquals(await heard(line, { at: 11_000, press: "1" }), [
    "0 sound menu 0+10000",
    "10000 quiet",
  ]);
  assertEquals(await heard("GET DATA menu 3000"), ["0 sound menu 0+10000", "10000 quiet"]);
  assertEquals(await heard('GET DATA "" 3000'), []);
  const events = await engineEvents(["GET DATA empty 100"], { world: { sounds: () => 0 } });
  assertEquals(events.filter(({ type }) => /sound|quiet/.test(type)).map(({ at }) => at), [0, 0]);
});

Deno.test("STREAM FILE begins at its offset", async () => {
  assertEquals(await heard('STREAM FILE menu "" 16000'), ["0 sound menu 2000+8000", "8000 quiet"]);
});

Deno.test("CONTROL STREAM FILE goes on where the caller skips to, and after a pause", async () => {
  const keys = [[1000, "#"], [2000, "*"], [3000, "8"], [6000, "8"], [7000, "9"]] as const;
  const deeds = keys.map(([at, press]) => ({ at, press }));
  assertEquals(await heard('CONTROL STREAM FILE story "9" 2000 # * 8 500', ...deeds), [
    "0 sound story 500+9500",
    "1000 quiet",
    "1000 seek story 3500+6500",
    "2000 quiet",
    "2000 seek story 2500+7500",
    "3000 quiet",
    "6000 seek story 3500+6500",
    "7000 quiet",
  ]);
  // A key that means nothing changes nothing.
  assertEquals(await heard('CONTROL STREAM FILE story ""', { at: 1000, press: "5" }), [
    "0 sound story 0+10000",
    "10000 quiet",
  ]);
});

Deno.test("a sound is played in the language that the channel has by then", async () => {
  const asked: string[] = [];
  const events = await engineEvents([
    'STREAM FILE menu ""',
    'SET VARIABLE "CHANNEL(language)" "pt_BR"',
    'STREAM FILE menu ""',
    'EXEC Playback "menu"',
    "GET DATA menu 100",
    'CONTROL STREAM FILE menu ""',
  ], {
    world: {
      sounds: (name, language) => {
        asked.push(`${name} ${language}`);
        return 800;
      },
    },
  });
  const languages = events.flatMap((event) => event.type === "sound" ? [event.language] : []);
  assertEquals(languages, ["en", ...new Array<string>(4).fill("pt_BR")]);
  assertEquals(asked, languages.map((language) => `menu ${language}`));
});
