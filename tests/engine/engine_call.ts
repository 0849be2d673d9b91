import type { World } from "../../src/asterisk/call.ts";
import type { AsteriskEvent } from "../../src/asterisk/events.ts";
import { SimulatedAsterisk } from "../../src/asterisk/simulated_asterisk.ts";
import { VirtualClock } from "../../src/asterisk/virtual_clock.ts";

/** Something that the caller does at a time, in milliseconds since the call began. */
export interface Deed {
  readonly at: number;
  readonly press: string;
}

/** An event of a call, and when it was, in milliseconds. */
export type TimedEvent = AsteriskEvent & { readonly at: number };

/** Sends the lines of an AGI to the engine, each after the one before is done, and returns all events. */
export async function engineEvents(
  lines: readonly string[],
  { world = {}, deeds = [] }: { world?: Partial<World>; deeds?: readonly Deed[] } = {},
): Promise<readonly TimedEvent[]> {
  const clock = new VirtualClock();
  const up = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const down = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const events: TimedEvent[] = [];
  const asterisk = new SimulatedAsterisk({ readable: up.readable, writable: down.writable }, {
    scheduler: clock,
    world,
    onEvent: (event) => events.push({ ...event, at: clock.now() }),
  });
  for (const { at, press } of deeds) clock.after(at, () => asterisk.channel.press(press));
  const running = asterisk.run();
  const drained = down.readable.pipeTo(new WritableStream());
  const writer = up.writable.getWriter();
  for (const [index, line] of lines.entries()) {
    await writer.write(new TextEncoder().encode(`${line}\n`));
    do await clock.settle(); while (
      events.filter(({ type }) => type === "done").length <= index && clock.step()
    );
  }
  await writer.close();
  await clock.advance(clock.now() + 1000);
  await running;
  await drained;
  return events;
}
