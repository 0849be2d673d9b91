import type { Duplex } from "../../transport/duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The size of a read, in bytes. */
const CHUNK_BYTES = 4096;

/**
 * Asterisk's end of a TCP connection. Unlike the AGI's end it still writes after the other side has
 * closed its half: the HANGUP of a call that has ended.
 */
export function asteriskEnd(conn: Deno.TcpConn): Duplex {
  return {
    readable: new ReadableStream<Bytes>({
      async pull(controller) {
        const buffer = new Uint8Array(CHUNK_BYTES);
        const count = await conn.read(buffer);
        if (count === null) controller.close();
        else controller.enqueue(buffer.subarray(0, count));
      },
    }, { highWaterMark: 0 }),
    writable: new WritableStream<Bytes>({
      async write(bytes) {
        for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await conn.write(rest));
      },
      close: () => conn.close(),
      abort: () => conn.close(),
    }),
  };
}
