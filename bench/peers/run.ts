/**
 * Compares `tipring serve` with other FastAGI servers: one in C that understands nothing, a raw socket
 * in TypeScript, and Go's zaf/agi. All are loaded by the same program in C, one after the other, in
 * several rounds. The ratios within a round count: times depend on the machine.
 *
 *     deno task bench:peers [--rounds 5] [--seconds 2] [--rate COMMANDS_PER_SECOND]
 *       [--parts saturation,rate,burst,idle] [--with CHECKOUT] [--sources ../shared/bench] [--json]
 *
 * `--with` adds another checkout of this project, to show what a change brings. Without `--rate`, the
 * equal rate is half of what the slowest server managed.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { resolve } from "node:path";
import { AgiLoad } from "./agi_load.ts";
import { build } from "./build.ts";
import { type Figures, measureBurst, measureIdle, measureLoad } from "./measure.ts";
import { type Peer, programPeer, RAW_SOCKET, tipringPeer } from "./peer.ts";
import { compare, median, type Round } from "./ratios.ts";

const FLOOR = "C floor";
const TIPRING = "tipring";

const options = parseArgs(Deno.args, {
  string: ["rounds", "seconds", "rate", "parts", "with", "sources"],
  boolean: ["json"],
  default: {
    rounds: "5",
    seconds: "2",
    parts: "saturation,rate,burst,idle",
    sources: `${import.meta.dirname}/../../../shared/bench`,
  },
});
const seconds = Number(options.seconds);
const parts = new Set(options.parts.split(","));
const folder = await Deno.makeTempDir();
try {
  const built = await build(options.sources, folder);
  const load = new AgiLoad(built.load);
  const peers: readonly Peer[] = [
    programPeer(FLOOR, built.floor),
    RAW_SOCKET,
    tipringPeer(TIPRING),
    tipringPeer(`${TIPRING} --admin`, ["--admin", "0"]),
    ...(options.with === undefined ? [] : [tipringPeer(options.with, [], resolve(options.with))]),
    ...(built.go === undefined ? [] : [programPeer("Go zaf/agi", built.go)]),
  ];
  let rate = options.rate === undefined ? undefined : Number(options.rate);
  if (parts.has("saturation") || (parts.has("rate") && rate === undefined)) {
    const rounds = await inTurn(peers, (peer) => measureLoad(load, peer, { seconds }));
    report("at saturation", rounds);
    rate ??= halfOfSlowest(peers, rounds);
  }
  if (parts.has("rate")) {
    const rounds = await inTurn(peers, (peer) => measureLoad(load, peer, { seconds, rate }));
    report(`at ${rate?.toFixed(0)} commands per second`, rounds);
  }
  if (parts.has("burst")) {
    report("a burst", await inTurn(peers, (peer) => measureBurst(load, peer)));
  }
  if (parts.has("idle")) {
    report("idle calls", await inTurn(peers, (peer) => measureIdle(load, peer)));
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** Measures all peers one after the other, as many times as there are rounds. */
async function inTurn(
  peers: readonly Peer[],
  measure: (peer: Peer) => Promise<Figures>,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let count = 0; count < Number(options.rounds); count++) {
    const round = new Map<string, Figures>();
    for (const peer of peers) round.set(peer.name, await measure(peer));
    rounds.push(round);
  }
  return rounds;
}

function report(part: string, rounds: readonly Round[]): void {
  if (options.json) {
    const peers = rounds.map((round) => Object.fromEntries(round));
    console.log(JSON.stringify({ part, rounds: peers }));
    return;
  }
  console.log(
    `\n${part}, ${rounds.length} rounds: median, then the median and the range of the ratios\n`,
  );
  console.log(compare(rounds, [FLOOR, RAW_SOCKET.name, TIPRING]));
}

/** Half of the commands per second that the slowest peer managed with its slower script. */
function halfOfSlowest(peers: readonly Peer[], rounds: readonly Round[]): number {
  const medians = peers.flatMap(({ name }) =>
    ["short", "long"].map((script) =>
      median(rounds.map((round) => round.get(name)?.[`${script}: commands/s`] ?? NaN))
    )
  );
  return Math.min(...medians) / 2;
}
