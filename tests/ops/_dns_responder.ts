/**
 * A DNS server that knows a few names, and counts what it is asked.
 *
 * @module
 */
import { createSocket, type Socket } from "node:dgram";

/** A record of a service. */
export interface Srv {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
}

/** What it knows. */
export interface Zone {
  readonly srv: Readonly<Record<string, readonly Srv[]>>;
  readonly a: Readonly<Record<string, readonly string[]>>;
  /** Names whose records begin with another one in each answer. */
  readonly rotated: readonly string[];
}

const TYPES: Readonly<Record<number, "A" | "AAAA" | "SRV">> = { 1: "A", 28: "AAAA", 33: "SRV" };

/** An answer with authority, to a recursive question. */
const ANSWER = 0x8580;
const NO_SUCH_NAME = 3;

/** Answers at UDP port 53 of 127.0.0.1. */
export class DnsResponder implements AsyncDisposable {
  /** The questions since it was last emptied, e.g. `SRV _agi._tcp.agi.test`. */
  readonly questions: string[] = [];
  #socket: Socket;
  #zone: Zone;
  #rotation = 0;

  private constructor(socket: Socket, zone: Zone) {
    this.#socket = socket;
    this.#zone = zone;
    socket.on("message", (bytes, { port, address }) => {
      socket.send(this.#answer(new Uint8Array(bytes)), port, address);
    });
  }

  static async start(zone: Zone): Promise<DnsResponder> {
    const socket = createSocket("udp4");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.once("error", reject);
    socket.bind(53, "127.0.0.1", resolve);
    await promise;
    return new DnsResponder(socket, zone);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #answer(query: Uint8Array): Uint8Array {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(new TextDecoder().decode(query.subarray(at + 1, at + 1 + length)));
      at += 1 + length;
    }
    const name = labels.join(".").toLowerCase();
    const type = TYPES[(query[at + 1] ?? 0) << 8 | (query[at + 2] ?? 0)];
    this.questions.push(`${type} ${name}`);
    const { srv, a, rotated } = this.#zone;
    const data = type === "SRV"
      ? rotate(srv[name] ?? [], rotated.includes(name) ? this.#rotation++ : 0).map(srvData)
      : type === "A"
      ? (a[name] ?? []).map((address) => address.split(".").map(Number))
      : [];
    const flags = ANSWER | (name in srv || name in a ? 0 : NO_SUCH_NAME);
    return Uint8Array.from([
      ...query.subarray(0, 2),
      ...words(flags, 1, data.length, 0, 0),
      ...query.subarray(12, at + 5),
      // The name is that of the question; the answer may be kept for no time.
      ...data.flatMap((bytes) => [
        0xc0,
        12,
        ...query.subarray(at + 1, at + 5),
        ...words(0, 0, bytes.length),
        ...bytes,
      ]),
    ]);
  }
}

function rotate<T>(records: readonly T[], by: number): readonly T[] {
  const first = by % Math.max(1, records.length);
  return [...records.slice(first), ...records.slice(0, first)];
}

function srvData({ priority, weight, port, target }: Srv): number[] {
  const labels = target.split(".").flatMap((label) => [
    label.length,
    ...new TextEncoder().encode(label),
  ]);
  return [...words(priority, weight, port), ...labels, 0];
}

function words(...values: number[]): number[] {
  return values.flatMap((value) => [value >> 8, value & 255]);
}
