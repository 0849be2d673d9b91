import { connectAudio } from "../audio/connect_audio.ts";
import {
  AUDIO_FRAME,
  AudioSocketFrames,
  DTMF_FRAME,
  HANGUP_FRAME,
  HEADER_BYTES,
  UUID_FRAME,
  writeHeader,
} from "../audio/audio_socket_frames.ts";
import { MemoryAudio } from "../audio/memory_audio.ts";
import type { Call } from "./call.ts";

/** The length of a frame, in milliseconds. */
const FRAME_MS = 20;

/** Asterisk gives up after this time without a frame from the AGI, in milliseconds. */
const SILENCE_TIMEOUT = 2000;

/** Results of `EXEC`. */
const ENDED = 0;
const FAILED = -1;

/** The application `AudioSocket(uuid,host:port)`. */
export async function audioSocket(call: Call, options: string): Promise<number> {
  const [, uuid = "", host = "", digits = ""] =
    /^([0-9a-f-]{36}),\[?([^\]]+?)\]?:(\d+)$/.exec(options) ?? [];
  if (uuid === "" || call.dead || !call.channel.up) return FAILED;
  const memory = new MemoryAudio();
  const { microphone } = call.channel;
  let conn: Deno.TcpConn | undefined;
  try {
    conn = await connectAudio({ uuid, hostname: host, port: Number(digits) }, memory.near);
  } catch {
    return FAILED;
  }
  const line = conn === undefined ? memory : new TcpLine(conn);
  if (conn !== undefined) line.send(frameOf(UUID_FRAME, bytesOfUuid(uuid)));
  microphone.open = true;
  call.channel.listen();
  try {
    return await carry(call, line);
  } finally {
    call.channel.ignore();
    microphone.open = microphone.loud = false;
    line.close();
  }
}

/** The part of a connection that the application uses. */
type Line = Pick<MemoryAudio, "send" | "take" | "tick" | "close">;

/** Carries audio until either side ends it. */
async function carry(call: Call, line: Line): Promise<number> {
  const { microphone } = call.channel;
  const frames = new AudioSocketFrames();
  let end: number | undefined;
  let heardAt = call.now;
  for (let next = call.now + FRAME_MS;;) {
    const happened = await call.wait({ deadline: next });
    if (happened.type === "hangup") return FAILED;
    if (happened.type === "digit") {
      line.send(frameOf(DTMF_FRAME, new Uint8Array([happened.digit.charCodeAt(0)])));
    }
    if (happened.type !== "time") continue;
    line.send(frameOf(AUDIO_FRAME, new Uint8Array(microphone.record(next).buffer)));
    line.tick();
    for (let chunk = line.take(); chunk !== undefined; chunk = line.take()) {
      if (chunk === null) return end ?? ENDED;
      heardAt = call.now;
      frames.push(chunk, (type, payload) => {
        if (type === HANGUP_FRAME) end ??= ENDED;
        else if (type !== AUDIO_FRAME || payload.length === 0) end ??= FAILED;
        else microphone.hear(samplesIn(payload));
      });
    }
    if (end !== undefined) return end;
    if (call.now - heardAt >= SILENCE_TIMEOUT) return FAILED;
    next += FRAME_MS;
  }
}

/** A TCP connection, read as bytes arrive. */
class TcpLine implements Line {
  #conn: Deno.TcpConn;
  #chunks: Uint8Array[] = [];
  #over = false;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.#read();
  }

  send(bytes: Uint8Array): void {
    // Frames that can't be written are lost; reading then ends as well.
    this.#writing = this.#writing.then(() => this.#conn.write(bytes)).catch(() => {});
  }

  take(): Uint8Array | undefined | null {
    return this.#chunks.shift() ?? (this.#over ? null : undefined);
  }

  tick(): void {
    // The other process has its own clock.
  }

  close(): void {
    try {
      this.#conn.close();
    } catch {
      // Already closed.
    }
  }

  async #read(): Promise<void> {
    try {
      while (true) {
        const buffer = new Uint8Array(4096);
        const count = await this.#conn.read(buffer);
        if (count === null) break;
        this.#chunks.push(buffer.subarray(0, count));
      }
    } catch {
      // Closed or reset.
    }
    this.#over = true;
  }
}

function frameOf(type: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  writeHeader(frame, type, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

function bytesOfUuid(uuid: string): Uint8Array {
  return Uint8Array.fromHex(uuid.replaceAll("-", ""));
}

/** Copies the samples of a payload. */
function samplesIn(payload: Uint8Array): Int16Array {
  return new Int16Array(payload.slice(0, payload.length & ~1).buffer);
}
