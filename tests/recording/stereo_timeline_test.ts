import { assert, assertEquals } from "@std/assert";
import { StereoTimeline } from "../../src/recording/stereo_timeline.ts";
import { samplesOf } from "../../src/audio/mod.ts";
import { speech } from "../audio/audio_peer.ts";

/** A timeline in a time that the test moves on, and its samples: pairs of left and right. */
class TestTimeline {
  now = 1000;
  readonly line: StereoTimeline;
  #parts: Uint8Array[] = [];

  constructor() {
    this.line = new StereoTimeline({
      rate: 8000,
      now: () => this.now,
      write: (bytes) => this.#parts.push(bytes),
      skip: (bytes) => this.#parts.push(new Uint8Array(bytes)),
    });
  }

  /** Both sides send a frame each 20 ms, or only those that are given. */
  pass(milliseconds: number, values: { heard?: number; said?: number }): void {
    for (let time = 0; time < milliseconds; time += 20) {
      this.now += 20;
      for (const side of ["heard", "said"] as const) {
        const value = values[side];
        if (value !== undefined) this.line.add(side, speech(value));
      }
    }
  }

  /** How many samples are written. */
  get length(): number {
    return this.#parts.reduce((sum, { length }) => sum + length / 4, 0);
  }

  /** The values of one side, and for how many milliseconds each was heard. */
  side(channel: 0 | 1): [value: number, milliseconds: number][] {
    const runs: [number, number][] = [];
    for (const part of this.#parts) {
      const samples = samplesOf(part);
      for (let at = channel; at < samples.length; at += 2) {
        const last = runs.at(-1);
        if (last !== undefined && last[0] === samples[at]) last[1] += 1 / 8;
        else runs.push([samples[at] ?? NaN, 1 / 8]);
      }
    }
    return runs;
  }
}

Deno.test("StereoTimeline puts the caller on the left and the handler on the right", () => {
  const test = new TestTimeline();
  test.pass(400, { heard: 5, said: 0 });
  test.pass(400, { heard: 6, said: 7 });
  test.line.end();
  assertEquals(test.side(0), [[5, 400], [6, 400]]);
  assertEquals(test.side(1), [[0, 400], [7, 400]]);
});

Deno.test("StereoTimeline fills the pauses of a side with silence", () => {
  const test = new TestTimeline();
  test.pass(400, { heard: 5, said: 9 });
  test.pass(1000, { said: 9 });
  test.pass(400, { heard: 6, said: 9 });
  test.line.end();
  assertEquals(test.side(0), [[5, 400], [0, 1000], [6, 400]]);
  assertEquals(test.side(1), [[9, 1800]]);
});

Deno.test("StereoTimeline begins with the silence before either side", () => {
  const test = new TestTimeline();
  test.now += 5000;
  test.pass(300, { said: 4 });
  test.line.end();
  assertEquals(test.side(1), [[0, 5000], [4, 300]]);
  assertEquals(test.side(0), [[0, 5300]]);
});

Deno.test("StereoTimeline writes a side while the other sends nothing, and buffers little", () => {
  const test = new TestTimeline();
  test.pass(10_000, { heard: 5 });
  assert(test.length > 8 * 9300, `${test.length}`);
  test.line.end();
  assertEquals(test.side(0), [[5, 10_000]]);
});

Deno.test("StereoTimeline takes audio no faster than time passes", () => {
  const test = new TestTimeline();
  for (let count = 0; count < 10_000; count++) test.line.add("heard", speech(5));
  // Longer than what is buffered, and of an odd length.
  for (let count = 0; count < 100; count++) test.line.add("said", new Uint8Array(65_535).fill(1));
  test.line.end();
  assert(test.length <= 8 * 4100, `${test.length / 8} ms were written`);
});

Deno.test("StereoTimeline keeps a pause of both sides that is longer than its buffer", () => {
  const test = new TestTimeline();
  test.pass(400, { heard: 5, said: 9 });
  test.now += 60_000;
  test.pass(400, { heard: 6, said: 9 });
  test.line.end();
  assertEquals(test.side(0), [[5, 400], [0, 60_000], [6, 400]]);
  assertEquals(test.side(1), [[9, 400], [0, 60_000], [9, 400]]);
});

Deno.test("StereoTimeline ignores audio after its end", () => {
  const test = new TestTimeline();
  test.pass(400, { heard: 5 });
  test.line.end();
  test.pass(10_000, { heard: 6 });
  test.line.end();
  assertEquals(test.side(0), [[5, 400]]);
});
