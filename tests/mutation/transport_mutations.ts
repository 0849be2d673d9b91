import type { Mutation } from "./try_mutations.ts";

/** What can go wrong in `src/transport`. */
export const TRANSPORT_MUTATIONS: readonly Mutation[] = [
  {
    name: "memory goes back to the pool while a write uses it",
    file: "src/transport/connection.ts",
    from: "this.#writing > 0 || ",
    to: "",
  },
  {
    name: "memory goes back to the pool while a read uses it",
    file: "src/transport/connection.ts",
    from: "if (this.#open || this.#reading || ",
    to: "if (this.#open || ",
  },
  {
    name: "memory goes back to the pool while the connection is open",
    file: "src/transport/connection.ts",
    from: "if (this.#open || this.#reading || ",
    to: "if (this.#reading || ",
  },
  {
    name: "memory goes back to the pool twice",
    file: "src/transport/connection.ts",
    from: "    buffers.give(this.#memory);\n    this.#memory = NO_BYTES;",
    to: "    buffers.give(this.#memory);",
  },
  {
    name: "memory never goes back to the pool",
    file: "src/transport/connection.ts",
    from: "    buffers.give(this.#memory);\n",
    to: "",
  },
  {
    name: "a write begins before the last one ends",
    file: "src/transport/connection.ts",
    from: "this.#written = this.#writing === 1",
    to: "this.#written = this.#writing >= 1",
  },
  {
    name: "the rest of a write that was taken in part is dropped",
    file: "src/transport/connection.ts",
    from: "if (count < this.#bytes.length) return this.#writeRest(this.#bytes.subarray(count));",
    to: "",
  },
  {
    name: "bytes that arrive after closing are delivered",
    file: "src/transport/connection.ts",
    from: "if (count > 0 && this.#open) this.#owner",
    to: "if (count > 0) this.#owner",
  },
  {
    name: "the pool keeps the buffer that it hands out",
    file: "src/transport/buffer_pool.ts",
    from: "this.#spare.pop()",
    to: "this.#spare.at(-1)",
  },
  {
    name: "the pool grows without limit",
    file: "src/transport/buffer_pool.ts",
    from: "if (this.#spare.length < this.#limit) ",
    to: "",
  },
  {
    name: "the accept loop stops after one connection",
    file: "src/transport/acceptor.ts",
    from: "while (!this.#closed && this.#isWanted()) {",
    to: "for (let first = true; first && !this.#closed && this.#isWanted(); first = false) {",
  },
  {
    name: "the accept loop stops at a connection that was reset",
    file: "src/transport/acceptor.ts",
    from: "if (isGone(error)) this.#onGone?.(error);",
    to: "if (isGone(error)) { this.#onGone?.(error); break; }",
  },
  {
    name: "the accept loop does not start again",
    file: "src/transport/acceptor.ts",
    from: "    this.#accepting = undefined;\n",
    to: "",
  },
  {
    name: "a waiter that gave up takes a connection",
    file: "src/transport/acceptor.ts",
    from: "while (this.#waiters[0]?.gone) this.#waiters.shift();",
    to: "",
  },
];
