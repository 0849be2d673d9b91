import type { Channel } from "../channel.ts";
import { typedAhead } from "./_typed_ahead.ts";

/**
 * After how many milliseconds to listen. Asterisk holds back a key that comes between two commands
 * for at least 80 ms, and what is done by then costs no command.
 */
const GRACE = 60;

/** How long one command listens: another command of the handler waits no longer than this. */
const SLICE = 100;

/**
 * Waits for something of the handler, and keeps the keys that the caller presses meanwhile.
 *
 * No key is lost when that ends: a command that is stopped gives the key that was there before.
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
