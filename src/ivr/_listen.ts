import type { Channel } from "../channel.ts";
import { typedAhead } from "./_typed_ahead.ts";

/**
 * The delay before listening, in milliseconds. Asterisk holds back a key that arrives between two
 * commands for at least 80 ms, so work that is done by then costs no command.
 */
const GRACE = 60;

/**
 * How long one command listens: the longest time that another command of the handler has to wait.
 */
const SLICE = 100;

/**
 * Waits for the handler's work, and keeps the keys that the caller presses meanwhile.
 *
 * No key is lost at its end: a stopped command returns the key that arrived before.
 */
export async function listenDuring<T>(channel: Channel, running: Promise<T>): Promise<T> {
  const done = new AbortController();
  const finish = () => done.abort();
  running.then(finish, finish);
  await delay(GRACE, done.signal);
  const typed = typedAhead(channel);
  const line = channel.with({ signal: done.signal });
  while (!done.signal.aborted && !channel.signal.aborted) {
    try {
      typed.keep(await line.waitForDigit({ timeout: SLICE }));
    } catch (error) {
      if (error !== done.signal.reason) throw error;
    }
  }
  return await running;
}

/** Resolves after a time, or when the signal aborts. */
function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener("abort", finish, { once: true });
  });
}
