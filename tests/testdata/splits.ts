/**
 * Ways in which a network can cut a stream.
 *
 * @module
 */
type Bytes = Uint8Array<ArrayBuffer>;

/** A way to cut bytes into chunks. */
export interface Split {
  readonly name: string;
  cut(bytes: Bytes): Bytes[];
}

/** Whole, byte by byte, and at random places; the name has the seed. */
export function splits(randomOnes = 5): Split[] {
  const random = Array.from({ length: randomOnes }, (_, index) => randomSplit(index + 1));
  return [
    { name: "whole", cut: (bytes) => [bytes] },
    {
      name: "byte by byte",
      cut: (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
    },
    ...random,
  ];
}

function randomSplit(seed: number): Split {
  return {
    name: `random, seed ${seed}`,
    cut(bytes) {
      const random = generator(seed);
      const chunks: Bytes[] = [];
      for (let at = 0; at < bytes.length;) {
        const length = 1 + Math.floor(random() * 60);
        chunks.push(bytes.subarray(at, at + length));
        at += length;
      }
      return chunks;
    },
  };
}

/** Numbers from 0 to 1, the same for the same seed (xorshift). */
function generator(seed: number): () => number {
  let state = seed * 2654435761 >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
