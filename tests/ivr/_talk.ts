import type { Channel } from "../../mod.ts";
import {
  type Caller,
  type CallResult,
  simulateCall,
  type SimulateOptions,
} from "../../src/testing/mod.ts";

/** How a conversation went, and what the handler got from it. */
export interface Talk<T> extends CallResult {
  /** What the handler got; `undefined` if it threw. */
  readonly value: T | undefined;
}

/** Runs a conversation in a simulated call. */
export async function talk<T>(
  run: (channel: Channel) => Promise<T>,
  options: SimulateOptions = {},
): Promise<Talk<T>> {
  let value: T | undefined;
  const result = await simulateCall(async (channel) => {
    value = await run(channel);
  }, { answered: true, ...options }).result;
  return { ...result, value };
}

/** The commands that Asterisk got, in their order. */
export function commandsOf({ transcript }: CallResult): string[] {
  return Array.from(transcript.matchAll(/^ *[\d.]+ s {2}> (.*)$/gm), ([, line = ""]) => line);
}

/** A caller who waits, then presses keys, and so on. */
export function keys(...steps: (number | string)[]): (caller: Caller) => Promise<void> {
  return async (caller) => {
    for (const step of steps) {
      await (typeof step === "number" ? caller.wait(step) : caller.press(step));
    }
  };
}
