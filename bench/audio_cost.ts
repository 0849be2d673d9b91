/**
 * What the audio API costs a call that does not use it: the load of `short` calls on a server that has
 * loaded `@tipring/agi/audio`, to one that has not, in alternating rounds. With the path of another
 * checkout, such as one of the commit before audio, that is the third server.
 *
 *     deno task bench:audio [CHECKOUT]
 *
 * @module
 */
import { load } from "./asterisk_load.ts";
import { Measured } from "./measured.ts";
import type { Figures } from "./peers/measure.ts";
import { compare, type Round } from "./peers/ratios.ts";

const ROUNDS = 9;
const SECONDS = 2;
const CONCURRENCY = 20;

const [checkout] = Deno.args;
const servers: [name: string, program: URL][] = [
  ["without audio", new URL("server.ts", import.meta.url)],
  ["with audio", new URL("audio_server.ts", import.meta.url)],
];
if (checkout !== undefined) {
  const folder = await Deno.realPath(checkout);
  servers.push(["the other checkout", new URL(`file://${folder}/bench/server.ts`)]);
}

const rounds: Round[] = [];
for (let round = 0; round < ROUNDS; round++) {
  // Each is the first as often as the last.
  const order = round % 2 === 0 ? servers : servers.toReversed();
  const figures = new Map<string, Figures>();
  for (const [name, program] of order) figures.set(name, await measure(program));
  rounds.push(new Map(servers.map(([name]) => [name, figures.get(name) ?? {}])));
}
console.log(compare(rounds, ["without audio"]));

async function measure(program: URL): Promise<Figures> {
  await using measured = await Measured.start(program);
  const { port } = measured;
  await load({ port, script: "short", concurrency: CONCURRENCY, seconds: 1 });
  const before = await measured.cpu();
  const { commands, seconds } = await load({
    port,
    script: "short",
    concurrency: CONCURRENCY,
    seconds: SECONDS,
  });
  return {
    "short: commands/s": commands / seconds,
    "short: CPU us/command": 1e6 * (await measured.cpu() - before) / commands,
    "memory kB": await measured.memory(),
  };
}
