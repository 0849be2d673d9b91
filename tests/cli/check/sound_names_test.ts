import { assert, assertEquals } from "@std/assert";
import { soundNames } from "../../../src/cli/check/sound_names.ts";
import { tokensOf } from "../../../src/cli/check/tokens.ts";

function names(source: string): string[] {
  return soundNames(tokensOf(source)).map(({ name }) => name);
}

const IVR = 'import { collect, menu as ask, play, record } from "@tipring/agi/ivr";\n';

Deno.test("soundNames() finds the literals that commands play, with their places", () => {
  const source = `// channel.streamFile("comment")
const a: Map<string, number> = new Map(); /* streamFile("x") */
await channel.streamFile("one", { escapeDigits: "1" });
  await this.#channel.getData('two');
await execute(getOption(\`three\`));
await channel?.controlStreamFile("vier/ä", {});
`;
  assertEquals(soundNames(tokensOf(source)), [
    { name: "one", line: 3, column: 26 },
    { name: "two", line: 4, column: 31 },
    { name: "three", line: 5, column: 25 },
    { name: "vier/ä", line: 6, column: 34 },
  ]);
});

Deno.test("soundNames() finds no name that it is not certain of", () => {
  for (
    const source of [
      'channel.streamFile("a" + b);',
      "channel.streamFile(`a${b}`);",
      'channel.streamFile(x ? "a" : "b");',
      'channel.streamFile(name("a"));',
      'channel.streamFile("a\\u0062");',
      'channel.getData("");',
      'channel.verbose("a"); recordFile("b");',
      '"streamFile(\\"a\\")"; /streamFile("a")/;',
      'const form = { prompt: "a" }; ask(channel, { prompt: "b" }); play(channel, "c");',
      `${IVR}const form = { prompt: "a" };`,
      `${IVR}other.play(channel, "a");`,
      `${IVR}play("a");`,
      `${IVR}play(channel, (x) => "a");`,
      "channel.streamFile(",
      "channel.streamFile([[[[",
      '`${channel.streamFile("a")',
    ]
  ) {
    const found = names(source);
    assertEquals(found, source.startsWith("`") ? ["a"] : [], source);
  }
});

Deno.test("soundNames() finds prompts in calls of functions that are imported", () => {
  const source = `${IVR}import { playback } from "jsr:@tipring/agi@^0.1.0/applications";
await play(channel, "a");
await play(get(channel, "no"), ["b", say.digits("no"), ["c", \`d\`], e ? "no" : "no"], {});
const r = await ask(channel, {
  prompt: "f",
  choices: { "1": "no" },
  noInput: ["g"], noMatch,
  reprompt: "h",
});
await record(channel, { file: "no", beep: "i", review: { prompt: "j" } });
await playback(channel, "k&l");
await collect(channel, "m");
`;
  assertEquals(names(source), ["a", "b", "c", "d", "f", "g", "h", "i", "j", "k", "l"]);
});

Deno.test("soundNames() takes time in proportion to the source", () => {
  const started = performance.now();
  for (const part of ["[", "streamFile([", "collect(a, { prompt: [", "play(", "}", '"a",']) {
    assertEquals(names(IVR + part.repeat(1000)), []);
  }
  assert(performance.now() - started < 5000);
});
