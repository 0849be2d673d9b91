/**
 * Attacks in a thread of its own, so that it keeps no good call waiting. Gets an `Order`, and answers
 * with the names of the attacks that the server did not end.
 *
 * @module
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { Attack } from "./_attack.ts";
import { kindOf } from "./_attacks.ts";

/** What is to be done. */
export interface Order {
  readonly port: number;
  /** How many attacks there are, and how many of them at a time. */
  readonly attacks: number;
  readonly atATime: number;
}

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  self.postMessage(await attackAll(data));
};

async function attackAll({ port, attacks, atATime }: Order): Promise<string[]> {
  const survivors: string[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: atATime }, async () => {
    while (next < attacks) {
      const kind = kindOf(next++);
      using attack = new Attack(port, kind.from);
      await kind.run(attack);
      if (!await attack.ended()) survivors.push(kind.name);
    }
  }));
  return survivors;
}
