/**
 * Asterisk's side of an audio connection, in the hand of a test.
 *
 * @module
 */
import { Channel } from "../../src/channel.ts";
import { AudioSocketFrames, writeHeader } from "../../src/audio/audio_socket_frames.ts";
import { type CallAudio, openAudio } from "../../src/audio/mod.ts";
import type { AudioOptions } from "../../src/audio/open_audio.ts";
import { ENVIRONMENT, memory, type Peer } from "../peer.ts";

/** A frame that came from the handler's side. */
export interface SentFrame {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** What `EXEC AudioSocket` says. */
export interface AudioAddress {
  readonly uuid: string;
  readonly hostname: string;
  readonly port: number;
}

/** Reads the address out of the line of the command. */
export function addressOf(line: string | null): AudioAddress {
  const [, uuid = "", hostname = "", port = ""] =
    /^EXEC "AudioSocket" "([0-9a-f-]{36}),([^,]+):(\d+)"$/.exec(line ?? "") ?? [];
  if (uuid === "") throw new Error(`This is not EXEC AudioSocket: ${line}`);
  return { uuid, hostname, port: Number(port) };
}

/** Makes the bytes of a frame. */
export function frame(type: number, payload: Uint8Array | number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3 + payload.length);
  writeHeader(bytes, type, payload.length);
  bytes.set(payload, 3);
  return bytes;
}

/** The first frame of a connection. */
export function uuidFrame(uuid: string): Uint8Array<ArrayBuffer> {
  return frame(0x01, Uint8Array.fromHex(uuid.replaceAll("-", "")));
}

/** A connection to the handler's side. */
export class AudioPeer implements Disposable {
  readonly conn: Deno.TcpConn;
  #frames = new AudioSocketFrames();
  #read: SentFrame[] = [];

  private constructor(conn: Deno.TcpConn) {
    this.conn = conn;
  }

  /** Connects, and says whose audio it is. */
  static async connect({ hostname, port, uuid }: AudioAddress): Promise<AudioPeer> {
    const peer = new AudioPeer(await Deno.connect({ hostname, port }));
    await peer.send(uuidFrame(uuid));
    return peer;
  }

  /** Writes bytes, all of them. */
  async send(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
  }

  /** Says something: a frame whose samples are all of this value. */
  speak(value: number, samples = 160): Promise<void> {
    return this.send(frame(0x10, new Uint8Array(new Int16Array(samples).fill(value).buffer)));
  }

  /** The next frame; `null` at the end. */
  async next(): Promise<SentFrame | null> {
    const buffer = new Uint8Array(4096);
    while (this.#read.length === 0) {
      const count = await this.conn.read(buffer);
      if (count === null) return null;
      this.#frames.push(buffer.subarray(0, count), (type, payload) => {
        this.#read.push({ type, payload: payload.slice() });
      });
    }
    return this.#read.shift() ?? null;
  }

  /** The next frame that this is true for. */
  async until(test: (frame: SentFrame) => boolean): Promise<SentFrame> {
    while (true) {
      const frame = await this.next();
      if (frame === null) throw new Error("The connection ended before the frame");
      if (test(frame)) return frame;
    }
  }

  /** Reads to the end; returns the types of the frames that came, without repetitions. */
  async drain(): Promise<number[]> {
    const types = new Set<number>();
    for (let frame = await this.next(); frame !== null; frame = await this.next()) {
      types.add(frame.type);
    }
    return [...types];
  }

  [Symbol.dispose](): void {
    try {
      this.conn.close();
    } catch {
      // It is closed already.
    }
  }
}

/** A channel whose Asterisk is the peer. */
export async function startChannel(
  environment: string = ENVIRONMENT,
): Promise<{ channel: Channel; peer: Peer }> {
  const { duplex, peer } = memory();
  const starting = Channel.start(duplex, { closeTimeout: 50 });
  await peer.say(environment);
  return { channel: await starting, peer };
}

/** A channel whose audio is open, with both of its connections. */
export interface OpenCall extends AsyncDisposable {
  readonly channel: Channel;
  readonly peer: Peer;
  readonly audio: CallAudio;
  readonly line: AudioPeer;
  readonly address: AudioAddress;
}

/** Opens the audio of a channel. */
export async function openCall(options: AudioOptions = {}): Promise<OpenCall> {
  const { channel, peer } = await startChannel();
  const opening = openAudio(channel, options);
  const address = addressOf(await peer.line());
  const line = await AudioPeer.connect(address);
  const audio = await opening;
  return {
    channel,
    peer,
    audio,
    line,
    address,
    async [Symbol.asyncDispose]() {
      line[Symbol.dispose]();
      await peer[Symbol.asyncDispose]();
      await channel.close();
      await audio.ended;
    },
  };
}

/** The first sample of a frame. */
export function sampleOf(frame: SentFrame | Uint8Array | undefined | null): number | undefined {
  const payload = frame instanceof Uint8Array ? frame : frame?.payload;
  if (payload === undefined || payload.length < 2) return undefined;
  return new DataView(payload.buffer, payload.byteOffset).getInt16(0, true);
}

/** A frame of samples that are all of this value. */
export function speech(value: number, milliseconds = 20): Uint8Array {
  return new Uint8Array(new Int16Array(milliseconds * 8).fill(value).buffer);
}
