/**
 * A server in this process, those who call it, and what it tells.
 *
 * @module
 */
import type { AgiEvent } from "../../src/events.ts";
import type { Handler } from "../../src/handler/router.ts";
import type { FastAgiServer } from "../../src/server/server.ts";
import { serve, type ServeOptions } from "../../src/server/serve.ts";
import { tcpDuplex } from "../../src/transport/tcp.ts";
import { Peer } from "../peer.ts";

/** Connects to a server, and says nothing yet. */
export async function connect(server: FastAgiServer): Promise<Peer> {
  return new Peer(tcpDuplex(await Deno.connect({ port: server.addr.port })));
}

/** Calls a server, as Asterisk would. */
export async function call(server: FastAgiServer, script: string, lines = ""): Promise<Peer> {
  const peer = await connect(server);
  const path = script === "" ? "" : `agi_network_script: ${script}\n`;
  await peer.say(`agi_network: yes\n${path}agi_channel: SIP/1\nagi_uniqueid: 1.1\n${lines}\n`);
  return peer;
}

/** Collects events, and waits for one. */
export class Events {
  all: AgiEvent[] = [];
  #waiting: (() => void)[] = [];

  observe = (event: AgiEvent): void => {
    this.all.push(event);
    for (const resolve of this.#waiting.splice(0)) resolve();
  };

  async next<Type extends AgiEvent["type"]>(
    type: Type,
    count = 1,
  ): Promise<Extract<AgiEvent, { type: Type }>> {
    while (true) {
      const found = this.all.filter((event) => event.type === type)[count - 1];
      if (found !== undefined) return found as Extract<AgiEvent, { type: Type }>;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

/** Serves one handler at a free port. */
export function start(handler: Handler, options: ServeOptions = {}): [FastAgiServer, Events] {
  const events = new Events();
  const quiet = { port: 0, onEvent: events.observe, onError: () => {} };
  return [serve(handler, { ...quiet, ...options }), events];
}
