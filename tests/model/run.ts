/**
 * Checks many generated conversations between a session and the model of Asterisk, on all processors.
 *
 *     deno run --allow-read tests/model/run.ts [COUNT [SEED [PATH [PEER]]]]
 *
 * COUNT is 100000 by default and SEED is random. A fifth of the conversations is with peers that lie.
 * What a failure prints as seed, path and peer shows just that failure again.
 *
 * @module
 */
import { type Batch, checkConversations } from "./check_conversations.ts";

/** Conversations that a thread checks before it asks for more. */
const BATCH = 1000;

/** Each batch of this number is with peers that lie. */
const LIARS = 5;

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const [count, seed] = [args[0] ?? "100000", args[1] ?? `${randomSeed()}`].map(Number);
  if (!Number.isInteger(count) || !Number.isInteger(seed) || count === undefined) {
    say("Usage: run.ts [COUNT [SEED [PATH [PEER]]]]");
    return 2;
  }
  const begin = performance.now();
  say(`${count} conversations, seed ${seed}`);
  const [, , path, peer] = args;
  const failure = path === undefined
    ? await checkAll(batches(count, seed ?? 0))
    : await checkConversations({
      peer: peer === "liar" ? peer : "asterisk",
      count,
      seed: seed ?? 0,
      path,
    });
  const seconds = (performance.now() - begin) / 1000;
  if (failure !== undefined) say(failure);
  say(`${failure === undefined ? "All held" : "FAILED"}, ${seconds.toFixed(1)} s`);
  return failure === undefined ? 0 : 1;
}

function* batches(count: number, seed: number): Generator<Batch> {
  for (let done = 0, next = seed; done < count; done += BATCH, next++) {
    const peer = (next - seed) % LIARS === LIARS - 1 ? "liar" : "asterisk";
    yield { peer, seed: next, count: Math.min(BATCH, count - done) };
  }
}

/** Spreads batches over threads, and stops all at the first failure. */
async function checkAll(work: Generator<Batch>): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const workers = Array.from({ length: navigator.hardwareConcurrency }, startWorker);
  let busy = 0;
  const give = (worker: Worker) => {
    const { value, done } = work.next();
    if (!done) {
      busy++;
      worker.postMessage(value);
    } else if (busy === 0) {
      resolve(undefined);
    }
  };
  for (const worker of workers) {
    worker.onerror = reject;
    worker.onmessage = ({ data }: MessageEvent<string | null>) => {
      busy--;
      if (data === null) give(worker);
      else resolve(data);
    };
    give(worker);
  }
  try {
    return await promise;
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

function startWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 30);
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
