import { assertEquals } from "@std/assert";
import { AudioSocketFrames } from "../../src/audio/audio_socket_frames.ts";
import { frame } from "./audio_peer.ts";

Deno.test("AudioSocketFrames finds the frames wherever the bytes are cut", () => {
  const stream = new Uint8Array([
    ...frame(0x01, new Uint8Array(16).fill(7)),
    ...frame(0x10, new Uint8Array(320).fill(8)),
    ...frame(0x00, []),
    ...frame(0x03, [0x35]),
    ...frame(0x10, new Uint8Array(0xffff).fill(9)),
  ]);
  for (const size of [1, 2, 3, 19, 323, 1000, stream.length]) {
    const frames = new AudioSocketFrames();
    const found: [number, number, number | undefined][] = [];
    for (let at = 0; at < stream.length; at += size) {
      // Only a tenth of the last frame is dribbled: it is long.
      const end = size < 323 && at > 1000 ? stream.length : at + size;
      frames.push(stream.subarray(at, end), (type, payload) => {
        found.push([type, payload.length, payload[0]]);
      });
      if (end === stream.length) break;
    }
    assertEquals(found, [
      [0x01, 16, 7],
      [0x10, 320, 8],
      [0x00, 0, undefined],
      [0x03, 1, 0x35],
      [0x10, 0xffff, 9],
    ], `pieces of ${size} bytes`);
  }
});
