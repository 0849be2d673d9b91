import { buffers } from "../../src/transport/connection.ts";

/** Returns the buffers that the pool holds, without taking them away. */
export function spareBuffers(): Uint8Array<ArrayBuffer>[] {
  const spare = Array.from({ length: buffers.spare }, () => buffers.take());
  for (const buffer of spare) buffers.give(buffer);
  return spare;
}

/** Returns what is wrong with the pool after every connection, at least one, has ended. */
export function faultOfPool(): string | undefined {
  const spare = spareBuffers();
  if (spare.length === 0) return "The memory of a connection was not given back";
  return new Set(spare).size < spare.length ? "The pool holds a buffer twice" : undefined;
}
