import { fromText, toText } from "../protocol/binary.ts";
import type { Application, Call } from "./call.ts";
import { play } from "./play.ts";
import { readVariable, writeVariable } from "./variables.ts";

/**
 * A dialplan application or subroutine of a test. Gets its options and returns the result of
 * `EXEC`: 0 if it returns nothing, -1 to end the call.
 */
export type TestApplication = (
  call: ApplicationCall,
  options: string,
) => number | void | Promise<number | void>;

/** The call, as a dialplan application of a test sees it. */
export class ApplicationCall {
  #call: Call;

  /** Wraps the call of an engine. */
  constructor(call: Call) {
    this.#call = call;
  }

  /** Reads a variable, or a function such as `CALLERID(num)`; `undefined` if it is not set. */
  getVariable(name: string): string | undefined {
    const value = readVariable(this.#call, fromText(name));
    return value === undefined ? undefined : toText(value);
  }

  /** Sets a variable or a function. */
  setVariable(name: string, value: string): void {
    writeVariable(this.#call, fromText(name), fromText(value));
  }

  /** Waits, in milliseconds of the call. Returns `false` if the caller hung up meanwhile. */
  wait(milliseconds: number): Promise<boolean> {
    return this.#call.idle(milliseconds);
  }

  /** Plays a sound to its end. Returns `false` if the caller hung up or there is no such sound. */
  async play(file: string): Promise<boolean> {
    const text = fromText(file);
    const samples = this.#call.soundLength(text);
    if (samples === undefined) return false;
    const { end } = await play(this.#call, { text, samples, digits: "", interruptible: false });
    return end.type === "time";
  }

  /** The Q.850 cause in `HANGUPCAUSE`; 0 for none. */
  get hangupCause(): number {
    return this.#call.channel.hangupCause;
  }

  set hangupCause(cause: number) {
    this.#call.channel.hangupCause = cause;
  }

  /** Hangs up. */
  hangUp(): void {
    this.#call.channel.hangUp();
  }
}

/** Turns an application of a test into one of the engine. */
export function asApplication(run: TestApplication): Application {
  return async (call, options) => await run(new ApplicationCall(call), toText(options)) ?? 0;
}
