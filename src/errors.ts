/**
 * Every error that this package defines. `AgiException` is the root. Its two branches are
 * `AgiError` (something failed) and `AgiHangup` (the call ended, which is normal).
 *
 * @module
 */

/**
 * The symbol that marks a class's instances in every copy of this library. Other subclasses have
 * none.
 */
const BRANDS = new WeakMap<object, symbol>();

/** Options of every {@linkcode AgiException}. */
export interface AgiExceptionOptions extends ErrorOptions {
  /** Details of the error as key-value pairs, usually Asterisk's reply. Empty by default. */
  items?: Readonly<Record<string, string>>;
  /** The command that was running; see {@linkcode AgiException.command}. */
  command?: string | undefined;
}

/**
 * Base class of all errors of this package.
 *
 * @example
 * ```ts
 * import { AgiException, AgiHangup } from "@tipring/agi";
 * import { assert } from "@std/assert";
 *
 * assert(new AgiHangup("The caller hung up") instanceof AgiException);
 * ```
 */
export class AgiException extends Error {
  /**
   * Details of the error as key-value pairs, usually Asterisk's reply: `status`, `result`, `text`.
   * They can contain digits or text that a caller entered, so the property is not enumerable:
   * a logger or `Deno.inspect()` does not show it.
   */
  declare readonly items: Readonly<Record<string, string>>;
  /**
   * The command that was running, with the file, application or variable it acts on, e.g.
   * `STREAM FILE "menu/welcome"`. Other arguments are omitted because they can contain what a
   * caller entered. `undefined` if no command was running.
   */
  declare readonly command: string | undefined;

  /**
   * Makes `instanceof` also work for errors from another copy of this library: a bundled handler
   * contains its own copy.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const brand = BRANDS.get(this);
    if (brand !== undefined) return typeof value === "object" && value !== null && brand in value;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** Creates the error. Handlers rarely need to: the session throws these. */
  constructor(message: string, options: AgiExceptionOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    Object.defineProperties(this, {
      items: { value: Object.freeze({ ...options.items }) },
      command: { value: options.command },
    });
  }
}

/** Base class of all failures, as opposed to {@linkcode AgiHangup}, the normal end of a call. */
export class AgiError extends AgiException {}

/** Asterisk sent a well-formed reply with a status or result that this package does not know. */
export class AgiUnknownError extends AgiError {}

/**
 * A command failed on a live channel, e.g. because a sound file does not exist or an application is
 * not loaded.
 */
export class AgiAppError extends AgiError {}

/** Asterisk replied 511: the command is not permitted on a channel that was hung up. */
export class AgiDeadChannelError extends AgiError {}

/** Options of {@linkcode AgiUsageError}. */
export interface AgiUsageErrorOptions extends AgiExceptionOptions {
  /** Asterisk's usage text; empty if Asterisk was built without documentation. */
  usage?: string;
}

/** Asterisk replied 520: the command exists, but its arguments are invalid. */
export class AgiUsageError extends AgiError {
  /** Asterisk's usage text; empty if Asterisk was built without documentation. */
  declare readonly usage: string;

  /** Creates the error; `usage` is the body of the 520 reply. */
  constructor(message: string, options: AgiUsageErrorOptions = {}) {
    super(message, options);
    Object.defineProperty(this, "usage", { value: options.usage ?? "" });
  }
}

/** Asterisk replied 510: it does not know the command, e.g. because a module is not loaded. */
export class AgiInvalidCommandError extends AgiError {}

/** The peer violated the AGI protocol or exceeded a limit. The connection is closed. */
export class AgiProtocolError extends AgiError {}

/** A deadline passed: the environment or the reply to a command did not arrive in time. */
export class AgiTimeoutError extends AgiError {}

/**
 * What reported the end of a call.
 *
 * - `asterisk`: a HANGUP line, or the reply to a command
 * - `connection`: the connection ended
 * - `signal`: SIGHUP, or the session's `hangup` signal
 * - `limit`: a limit of the server
 */
export type HangupSource = "asterisk" | "connection" | "signal" | "limit";

/** Options of {@linkcode AgiHangup}. */
export interface AgiHangupOptions extends AgiExceptionOptions {
  /** What ended the call. The default depends on the class; for `AgiHangup` it is `asterisk`. */
  source?: HangupSource;
}

/** Audio could not be opened, or it broke while the call went on. */
export class AgiAudioError extends AgiError {}

/**
 * The call ended. This is the reason of `channel.signal`, and every later command rejects with it.
 * A handler that throws it ended normally.
 */
export class AgiHangup extends AgiException {
  /** What ended the call. */
  readonly source: HangupSource;

  /** Creates the error. */
  constructor(message: string, options: AgiHangupOptions = {}) {
    super(message, options);
    this.source = options.source ?? "asterisk";
  }
}

/** The connection to Asterisk ended: end of file, a reset, or a broken pipe. */
export class AgiSigpipeHangup extends AgiHangup {
  /** Creates the error, with the source `connection`. */
  constructor(message: string, options: AgiHangupOptions = {}) {
    super(message, { source: "connection", ...options });
  }
}

/** The script's process received SIGHUP: Asterisk hung up the call. Script mode only. */
export class AgiSighupHangup extends AgiHangup {
  /** Creates the error, with the source `signal`. */
  constructor(message: string, options: AgiHangupOptions = {}) {
    super(message, { source: "signal", ...options });
  }
}

/** Asterisk reported the hangup with a HANGUP line or in the reply to a command. */
export class AgiResultHangup extends AgiHangup {}

for (
  const [name, { prototype }] of Object.entries({
    AgiException,
    AgiError,
    AgiUnknownError,
    AgiAppError,
    AgiDeadChannelError,
    AgiUsageError,
    AgiInvalidCommandError,
    AgiProtocolError,
    AgiAudioError,
    AgiTimeoutError,
    AgiHangup,
    AgiSigpipeHangup,
    AgiSighupHangup,
    AgiResultHangup,
  })
) {
  const brand = Symbol.for(`@tipring/agi/${name}`);
  BRANDS.set(prototype.constructor, brand);
  // Set explicitly so that a minifier cannot change the names in stack traces and logs.
  Object.defineProperty(prototype, "name", { value: name, configurable: true });
  Object.defineProperty(prototype.constructor, "name", { value: name, configurable: true });
  Object.defineProperty(prototype, brand, { value: true });
}
