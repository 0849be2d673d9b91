import type { Capture, CaptureEntry } from "../testdata/captures.ts";
import { fromBytes, toBytes } from "../../src/protocol/binary.ts";
import { type CallOptions, setUpCall } from "../../src/asterisk/set_up_call.ts";
import { type AsteriskOptions, SimulatedAsterisk } from "../../src/asterisk/simulated_asterisk.ts";
import { VirtualClock } from "../../src/asterisk/virtual_clock.ts";
import type { World } from "../../src/asterisk/call.ts";

/** What happened around a captured conversation. */
export interface Scene {
  /** The call. */
  readonly call?: CallOptions;
  /** How the Asterisk was. */
  readonly options?: Partial<AsteriskOptions>;
  /** What was on it. */
  readonly world?: Partial<World>;
  /** When the caller hung up, in milliseconds. */
  readonly hangUpAt?: number;
  /** Until when the caller's voice could be heard, in milliseconds. */
  readonly talksUntil?: number;
  /** The keys that the caller pressed, by the times in milliseconds. */
  readonly keys?: Readonly<Record<number, string>>;
  /** The texts that the caller sent, by the times in milliseconds. */
  readonly texts?: Readonly<Record<number, string>>;
  /** Whether lines without a pause between them were written at once. */
  readonly oneWrite?: boolean;
  /** The beginning of the first line that the engine cannot do. */
  readonly until?: string;
  /** Whether positions are compared, and not only that there are any. */
  readonly exact?: boolean;
  /** What AGISTATUS depends on that is no part of the conversation. */
  readonly otherStatus?: boolean;
}

/** What Asterisk said, and AGISTATUS: in the capture, and the engine. */
export interface Dialogue {
  readonly expected: string[];
  readonly actual: string[];
}

/** The sounds that the captures use, and their lengths in samples. */
const SOUNDS: Readonly<Record<string, number>> = {
  "beep": 3520,
  "demo-congrats": 240_000,
  "digits/at": 4000,
  "silence/1": 8000,
  "vm-goodbye": 7040,
};

/** The call of most captures. */
function usualCall({ name }: Capture): CallOptions {
  return {
    channel: "Local/up@test-00000001;2",
    path: name,
    request: `agi://127.0.0.1:4573/${name}`,
    context: "test",
    extension: "up",
    priority: 2,
    dnid: "",
    version: "22.10.1+dfsg+~cs6.17.60671434-1",
    answered: true,
  };
}

/** Plays the AGI's side of a capture to the engine. */
export async function replay(capture: Capture, scene: Scene): Promise<Dialogue> {
  const clock = new VirtualClock();
  const up = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const down = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const options = setUpCall({ ...usualCall(capture), ...scene.call });
  const asterisk = new SimulatedAsterisk({ readable: up.readable, writable: down.writable }, {
    scheduler: clock,
    ...options,
    ...scene.options,
    world: { ...options.world, sounds: (name) => SOUNDS[name], ...scene.world },
  });
  const { channel } = asterisk;
  channel.talksUntil = scene.talksUntil ?? Infinity;
  if (scene.hangUpAt !== undefined) clock.after(scene.hangUpAt, () => channel.hangUp());
  for (const [at, key] of Object.entries(scene.keys ?? {})) {
    clock.after(Number(at), () => channel.press(key));
  }
  for (const [at, text] of Object.entries(scene.texts ?? {})) {
    clock.after(Number(at), () => channel.send(text));
  }
  const captured = /^agi_channel: (.*)$/m.exec(fromBytes(capture.received))?.[1] ?? channel.name;
  const names: Names = (text) => text.replaceAll(captured, channel.name);
  const player = new Player({ clock, asterisk, writable: up.writable, readable: down.readable });
  const running = asterisk.run();
  for (const entry of dialogue(capture, scene)) await player.play(entry, names);
  await player.stop();
  await running;
  const { expected, actual } = player.dialogue(scene);
  const [status] = capture.comments.flatMap((text) => /^AGISTATUS=(\w+)/.exec(text)?.[1] ?? []);
  if (status !== undefined && scene.until === undefined && !scene.otherStatus) {
    expected.push(status);
    actual.push(asterisk.status);
  }
  return { expected, actual };
}

/** Puts the engine's channel in the place of the one of a capture. */
type Names = (text: string) => string;

/** The entries up to the end of what is compared. */
function dialogue({ entries }: Capture, { until, oneWrite }: Scene): CaptureEntry[] {
  const end = entries.findIndex((entry) => isEnd(entry, until));
  const part = entries.slice(0, end < 0 ? undefined : end);
  if (!oneWrite) return part;
  return part.reduce<CaptureEntry[]>((joined, entry) => {
    const last = joined.at(-1);
    if (last?.kind !== "sent" || entry.kind !== "sent") return [...joined, entry];
    const bytes = toBytes(fromBytes(last.bytes) + fromBytes(entry.bytes));
    return [...joined.slice(0, -1), { kind: "sent", bytes }];
  }, []);
}

function isEnd(entry: CaptureEntry, until = "\0\0"): boolean {
  if (entry.kind === "sent") return fromBytes(entry.bytes).startsWith(until);
  return entry.kind === "comment" && /^(responder (closes|resets)|script ends)/.test(entry.text);
}

/** One replay while it runs. */
class Player {
  #clock: VirtualClock;
  #asterisk: SimulatedAsterisk;
  #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #expected = "";
  #actual = "";

  constructor(
    options: {
      clock: VirtualClock;
      asterisk: SimulatedAsterisk;
      writable: WritableStream<Uint8Array<ArrayBuffer>>;
      readable: ReadableStream<Uint8Array<ArrayBuffer>>;
    },
  ) {
    this.#clock = options.clock;
    this.#asterisk = options.asterisk;
    this.#writer = options.writable.getWriter();
    this.#receive(options.readable);
  }

  async play(entry: CaptureEntry, names: Names): Promise<void> {
    switch (entry.kind) {
      case "time":
        return await this.#clock.advance(entry.seconds * 1000);
      case "received":
        this.#expected += names(fromBytes(entry.bytes));
        return;
      case "sent":
        await this.#catchUp();
        this.#writer.write(toBytes(names(fromBytes(entry.bytes))));
        return await this.#clock.settle();
      case "comment":
        await this.#note(entry.text);
    }
  }

  async #note(text: string): Promise<void> {
    await this.#catchUp();
    if (/^AMI: Redirect/.test(text)) this.#asterisk.channel.hangUp();
    if (text === "responder shuts down its sending side") this.#writer.close();
    await this.#clock.settle();
  }

  /** The AGI goes away; it must not matter any more what is said then. */
  async stop(): Promise<void> {
    await this.#catchUp();
    const actual = this.#actual;
    await this.#writer.close().catch(() => {});
    await this.#clock.advance(this.#clock.now() + 60_000);
    this.#actual = actual;
  }

  dialogue({ exact = false }: Scene): Dialogue {
    return { expected: normalize(this.#expected, exact), actual: normalize(this.#actual, exact) };
  }

  /** Lets time pass until as much has come as was captured, or nothing comes any more. */
  async #catchUp(): Promise<void> {
    const lines = normalize(this.#expected, true).length;
    const latest = this.#clock.now() + 60_000;
    do {
      await this.#clock.settle();
      if (normalize(this.#actual, true).length >= lines) return;
    } while (this.#clock.step(latest));
  }

  async #receive(readable: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const chunk of readable) this.#actual += fromBytes(chunk);
  }
}

/**
 * Lines without what is another one each day: ids, times, and positions, which depend on the audio
 * frames. A 520 and its body count as one line, for the words of the body are Asterisk's own.
 */
function normalize(text: string, exact: boolean): string[] {
  return text
    .replaceAll(/520-Invalid[^]*?\n520 End of proper usage\.\n/g, "520-usage\n")
    .replaceAll(/(?<=^agi_(?:uniqueid|threadid): ).*$/gm, "N")
    .replaceAll(/\((?:\d{10}\.\d+|\d{10})\)$/gm, "(N)")
    .replaceAll(/endpos=\d+/g, exact ? "$&" : "endpos=N")
    .replaceAll(/result=\d+ \(timeout\) endpos/g, exact ? "$&" : "result=N (timeout) endpos")
    .split("\n").slice(0, -1);
}
