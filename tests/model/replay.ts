import type { Capture, CaptureEntry } from "../testdata/captures.ts";
import { Asterisk, type AsteriskOptions } from "./asterisk.ts";
import { fromBytes, toBytes } from "./binary.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** What happened around a captured conversation. */
export interface Scene {
  /** How the Asterisk was. */
  readonly options?: Partial<AsteriskOptions>;
  /** When the caller hung up, in milliseconds. */
  readonly hangUpAt?: number;
  /** The keys that the caller pressed, by the times in milliseconds. */
  readonly keys?: Readonly<Record<number, string>>;
  /** Whether lines without a pause between them were written at once. */
  readonly oneWrite?: boolean;
  /** The beginning of the first line that the model cannot do. */
  readonly until?: string;
  /** Whether positions are compared, and not only that there are any. */
  readonly exact?: boolean;
}

/** What Asterisk said behind the environment: in the capture, and the model. */
export interface Dialogue {
  readonly expected: string[];
  readonly actual: string[];
}

/** The sounds that the captures use, and their lengths in samples. */
const SOUNDS: Readonly<Record<string, number>> = {
  "beep": 3520,
  "demo-congrats": 240_000,
  "silence/1": 8000,
  "vm-goodbye": 7040,
};

/** Plays the AGI's side of a capture to the model. */
export async function replay(capture: Capture, scene: Scene): Promise<Dialogue> {
  const clock = new VirtualClock();
  const up = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const down = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const asterisk = new Asterisk({ readable: up.readable, writable: down.writable }, {
    scheduler: clock,
    ...scene.options,
    world: { sounds: (name) => SOUNDS[name], ...scene.options?.world },
  });
  const { variables } = asterisk.world;
  const { name } = asterisk.channel;
  for (const [key, value] of [["CHANNEL", name], ["EXTEN", "up"], ["CONTEXT", "test"]] as const) {
    variables.set(key, value);
  }
  if (scene.hangUpAt !== undefined) clock.after(scene.hangUpAt, () => asterisk.channel.hangUp());
  for (const [at, key] of Object.entries(scene.keys ?? {})) {
    clock.after(Number(at), () => asterisk.channel.press(key));
  }
  const player = new Player({ clock, asterisk, writable: up.writable, readable: down.readable });
  const channel = /^agi_channel: (.*)$/m.exec(fromBytes(capture.received))?.[1] ?? name;
  const running = asterisk.run();
  for (const entry of dialogue(capture, scene)) await player.play(entry, [channel, name]);
  await player.stop();
  await running;
  return player.dialogue(scene);
}

/** The entries behind the environment, up to the end of what is compared. */
function dialogue({ entries }: Capture, { until, oneWrite }: Scene): CaptureEntry[] {
  const begin = entries.findIndex((entry) =>
    entry.kind === "received" && fromBytes(entry.bytes) === "\n"
  );
  const end = entries.findIndex((entry) => isEnd(entry, until));
  const part = entries.slice(begin + 1, end < 0 ? undefined : end);
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
  #asterisk: Asterisk;
  #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #expected = "";
  #actual = "";

  constructor(
    options: {
      clock: VirtualClock;
      asterisk: Asterisk;
      writable: WritableStream<Uint8Array<ArrayBuffer>>;
      readable: ReadableStream<Uint8Array<ArrayBuffer>>;
    },
  ) {
    this.#clock = options.clock;
    this.#asterisk = options.asterisk;
    this.#writer = options.writable.getWriter();
    this.#receive(options.readable);
  }

  async play(entry: CaptureEntry, [channel, name]: readonly [string, string]): Promise<void> {
    switch (entry.kind) {
      case "time":
        return await this.#clock.advance(entry.seconds * 1000);
      case "received":
        this.#expected += fromBytes(entry.bytes).replaceAll(channel, name);
        return;
      case "sent":
        await this.#catchUp();
        this.#writer.write(toBytes(fromBytes(entry.bytes).replaceAll(channel, name)));
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
    const [, ...said] = this.#actual.split("\n\n");
    return {
      expected: normalize(this.#expected, exact),
      actual: normalize(said.join("\n\n"), exact),
    };
  }

  /** Lets time pass until as much has come as was captured, or nothing comes any more. */
  async #catchUp(): Promise<void> {
    const lines = normalize(this.#expected, true).length;
    const latest = this.#clock.now() + 60_000;
    do {
      await this.#clock.settle();
      if (normalize(this.#actual.replace(/^[^]*?\n\n/, ""), true).length >= lines) return;
    } while (this.#clock.step(latest));
  }

  async #receive(readable: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const chunk of readable) this.#actual += fromBytes(chunk);
  }
}

/** Lines, each 520 with its body as one; positions depend on the audio frames of the day. */
function normalize(text: string, exact: boolean): string[] {
  return text
    .replaceAll(/520-Invalid[^]*?\n520 End of proper usage\.\n/g, "520-usage\n")
    .replaceAll(/endpos=\d+/g, exact ? "$&" : "endpos=N")
    .split("\n").slice(0, -1);
}
