import { AgiException, AgiTimeoutError } from "../errors.ts";
import {
  type Environment,
  type EnvironmentLimits,
  EnvironmentReader,
} from "../protocol/environment.ts";
import { hangupOfEnd } from "./hangup.ts";

/** Someone who waits for a session, until its environment has come. */
export class Opening<Session> {
  /** Gives the session away. */
  readonly resolve: (session: Session) => void;
  #reader: EnvironmentReader;
  #reject: (error: AgiException) => void;

  constructor(
    limits: EnvironmentLimits,
    resolve: (session: Session) => void,
    reject: (error: AgiException) => void,
  ) {
    this.resolve = resolve;
    this.#reject = reject;
    this.#reader = new EnvironmentReader(limits);
  }

  /** What came after the environment; it belongs to the conversation. */
  get rest(): Uint8Array {
    return this.#reader.rest;
  }

  /** Takes the next bytes, see {@linkcode EnvironmentReader.push}. */
  push(chunk: Uint8Array): Environment | undefined {
    return this.#reader.push(chunk);
  }

  /** The wire ended before the environment was whole. */
  fail(error: unknown): void {
    const isOwn = error instanceof AgiException;
    this.#reject(isOwn ? error : hangupOfEnd(error, "before the environment was whole"));
  }
}

/** The error for an environment that did not come in time. */
export function lateEnvironment(timeout: number): AgiTimeoutError {
  return new AgiTimeoutError(`Timed out after ${timeout} ms waiting for the AGI environment`);
}
