import { tcpDuplex } from "../../src/transport/tcp.ts";
import { Peer } from "../peer.ts";
import { pause } from "./_serve_process.ts";

/** The handler file that {@linkcode Callers} calls: it says its name, waits as asked, says its end. */
export const HANDLER = `
export default async (channel, request) => {
  await channel.verbose(Deno.env.get("SERVER"));
  await channel.waitForDigit(Number(request.script));
  await channel.verbose("done");
};
`;

/** What became of a call. Times are milliseconds of \`performance.now()\`. */
export interface Outcome {
  readonly begun: number;
  readonly ended: number;
  /** From the connect to the first command. */
  readonly answered: number | undefined;
  /** Which server had it, if one did. */
  readonly server: string | undefined;
  /** Whether the handler came to its end. */
  readonly whole: boolean;
}

/** How long calls last, in milliseconds: most are short. */
const DURATIONS: readonly number[] = [0, 20, 0, 3000, 0, 100, 0, 1000];

/** Asterisks that place calls at an even rate, whatever becomes of those before. */
export class Callers {
  readonly outcomes: Outcome[] = [];
  #port: number;
  #open = new Set<Promise<void>>();
  #placing: Promise<void>;
  #stopped = false;

  /** Begins to call, so many times a second. */
  constructor(port: number, rate: number) {
    this.#port = port;
    this.#placing = this.#place(rate);
  }

  /** Places no more calls, and waits for those in progress. */
  async stop(): Promise<readonly Outcome[]> {
    this.#stopped = true;
    await this.#placing;
    await Promise.all(this.#open);
    return this.outcomes;
  }

  async #place(rate: number): Promise<void> {
    const begun = performance.now();
    for (let count = 0; !this.#stopped; count++) {
      const call = placeCall(this.#port, DURATIONS[count % DURATIONS.length] ?? 0)
        .then((outcome) => {
          this.outcomes.push(outcome);
          this.#open.delete(call);
        });
      this.#open.add(call);
      await pause(Math.max(0, begun + 1000 * (count + 1) / rate - performance.now()));
    }
  }
}

/** Places a call that is silent for that many milliseconds. */
export async function placeCall(port: number, duration: number): Promise<Outcome> {
  const begun = performance.now();
  let answered: number | undefined;
  let server: string | undefined;
  let whole = false;
  try {
    await using peer = new Peer(tcpDuplex(await Deno.connect({ hostname: "127.0.0.1", port })));
    await peer.say(
      `agi_network: yes\nagi_network_script: ${duration}\nagi_channel: SIP/1\n` +
        "agi_uniqueid: 1.1\nagi_version: 22.10.1\n\n",
    );
    for (let line = await peer.line(); line !== null; line = await peer.line()) {
      if (server === undefined) {
        answered = performance.now() - begun;
        server = line.split('"')[1];
      } else if (line.startsWith("WAIT")) {
        await pause(duration);
      } else whole = true;
      await peer.say("200 result=0\n");
    }
  } catch {
    // No process accepted the call, or the one that did has ended: the call is incomplete.
  }
  return { begun, ended: performance.now(), answered, server, whole };
}
