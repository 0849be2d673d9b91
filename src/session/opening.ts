import { AgiException, AgiTimeoutError } from "../errors.ts";
import { type Environment, EnvironmentReader } from "../protocol/environment.ts";
import { hangupOfEnd } from "./hangup.ts";
import type { SessionOptions } from "./options.ts";

/** A session that is still waiting for its environment. */
export class Opening<Session> {
  /** Resolves the promise of the caller with the session. */
  readonly resolve: (session: Session) => void;
  #reader: EnvironmentReader;
  #reject: (error: AgiException) => void;

  constructor(
    options: SessionOptions,
    resolve: (session: Session) => void,
    reject: (error: AgiException) => void,
  ) {
    this.resolve = resolve;
    this.#reject = reject;
    this.#reader = new EnvironmentReader(options, options.budget);
  }

  /** The bytes after the environment. They belong to the conversation. */
  get rest(): Uint8Array {
    return this.#reader.rest;
  }

  /** Reads the next bytes; see {@linkcode EnvironmentReader.push}. */
  push(chunk: Uint8Array): Environment | undefined {
    return this.#reader.push(chunk);
  }

  /** Rejects: the wire ended before the environment was complete. */
  fail(error: unknown): void {
    this.#reader.abandon();
    const isOwn = error instanceof AgiException;
    this.#reject(isOwn ? error : hangupOfEnd(error, "before the environment was complete"));
  }
}

/** The error for an environment that did not arrive in time. */
export function lateEnvironment(timeout: number): AgiTimeoutError {
  return new AgiTimeoutError(`Timed out after ${timeout} ms waiting for the AGI environment`);
}
