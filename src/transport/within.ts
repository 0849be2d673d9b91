import { MAX_TIMER } from "./timer_delay.ts";

/** Waits for a promise. Returns `undefined` if it takes longer than `timeout` milliseconds. */
export async function within<T>(promise: Promise<T>, timeout: number): Promise<T | undefined> {
  if (timeout > MAX_TIMER) return await promise;
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, timeout, undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
