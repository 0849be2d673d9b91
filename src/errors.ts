/**
 * Every error that this package defines. `AgiException` is the root; below it stand `AgiError`
 * (something went wrong) and `AgiHangup` (the call is over, which is an ordinary end).
 *
 * @module
 */

/** What marks the instances of a class in all copies of this library. A subclass elsewhere has none. */
const BRANDS = new WeakMap<object, symbol>();

/** Options of every {@linkcode AgiException}. */
export interface AgiExceptionOptions extends ErrorOptions {
  /** Key and value pairs that explain the error, usually Asterisk's reply. Empty by default. */
  items?: Readonly<Record<string, string>>;
  /** The command that was running, see {@linkcode AgiException.command}. */
  command?: string | undefined;
}

/**
 * Root of all errors of this package.
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
   * Key and value pairs that explain the error, usually Asterisk's reply: `status`, `result`, `text`.
   * They can hold what a caller entered, so log them with care.
   */
  readonly items: Readonly<Record<string, string>>;
  /**
   * The command that was running: its words and the file, application or variable that it is about,
   * e.g. `STREAM FILE "menu/welcome"`. Its other arguments are left out, because they may hold what a
   * caller entered. `undefined` if none was running.
   */
  readonly command: string | undefined;

  /**
   * Makes `instanceof` hold for errors of another copy of this library too: a handler that was
   * bundled has one of its own.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const brand = BRANDS.get(this);
    if (brand !== undefined) return typeof value === "object" && value !== null && brand in value;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** Makes the error. Handlers rarely need to: the session throws these. */
  constructor(message: string, options: AgiExceptionOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.items = Object.freeze({ ...options.items });
    this.command = options.command;
  }
}

/** Root of what went wrong, as opposed to {@linkcode AgiHangup}, the ordinary end of a call. */
export class AgiError extends AgiException {}

/** Asterisk gave a well-formed reply whose status or result this package does not know. */
export class AgiUnknownError extends AgiError {}

/**
 * A command failed on a living channel, e.g. a sound file that does not exist, or an application
 * that is not loaded.
 */
export class AgiAppError extends AgiError {}

/** Asterisk answered 511: the command is not permitted on a channel that is hung up. */
export class AgiDeadChannelError extends AgiError {}

/** Options of {@linkcode AgiUsageError}. */
export interface AgiUsageErrorOptions extends AgiExceptionOptions {
  /** What Asterisk printed about the proper usage; empty where it has no documentation built in. */
  usage?: string;
}

/** Asterisk answered 520: the command exists, its arguments are wrong. */
export class AgiUsageError extends AgiError {
  /** What Asterisk printed about the proper usage; empty where it has no documentation built in. */
  readonly usage: string;

  /** Makes the error; `usage` is the body of the 520 reply. */
  constructor(message: string, options: AgiUsageErrorOptions = {}) {
    super(message, options);
    this.usage = options.usage ?? "";
  }
}

/** Asterisk answered 510: it knows no such command, e.g. because a module is not loaded. */
export class AgiInvalidCommandError extends AgiError {}

/** The peer violated the AGI protocol or exceeded a limit. The connection is closed. */
export class AgiProtocolError extends AgiError {}

/** A deadline passed: for the environment, or for a command's reply. */
export class AgiTimeoutError extends AgiError {}

/**
 * What ended a call: `asterisk` by a HANGUP line or a reply, `connection` by its end, `signal` by SIGHUP
 * or the session's `hangup` signal, `limit` by a limit of the server.
 */
export type HangupSource = "asterisk" | "connection" | "signal" | "limit";

/** Options of {@linkcode AgiHangup}. */
export interface AgiHangupOptions extends AgiExceptionOptions {
  /** What ended the call. The default is that of the class, `asterisk` for `AgiHangup` itself. */
  source?: HangupSource;
}

/** Audio could not be opened, or it broke while the call went on. */
export class AgiAudioError extends AgiError {}

/**
 * The call is over. It is the reason of `channel.signal`, and what every command rejects with from
 * then on. A handler that ends by it ended normally.
 */
export class AgiHangup extends AgiException {
  /** What ended the call. */
  readonly source: HangupSource;

  /** Makes the error. */
  constructor(message: string, options: AgiHangupOptions = {}) {
    super(message, options);
    this.source = options.source ?? "asterisk";
  }
}

/** The connection to Asterisk is gone: end of file, a reset, or a broken pipe. */
export class AgiSigpipeHangup extends AgiHangup {
  /** Makes the error, whose source is `connection`. */
  constructor(message: string, options: AgiHangupOptions = {}) {
    super(message, { source: "connection", ...options });
  }
}

/** The script's process received SIGHUP: Asterisk hung up the call. Script mode only. */
export class AgiSighupHangup extends AgiHangup {
  /** Makes the error, whose source is `signal`. */
  constructor(message: string, options: AgiHangupOptions = {}) {
    super(message, { source: "signal", ...options });
  }
}

/** Asterisk reported the hangup by a HANGUP line, or by the reply to a command. */
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
  // Names that a minifier leaves alone: stack traces, logs and `Deno.inspect` show them.
  Object.defineProperty(prototype, "name", { value: name, configurable: true });
  Object.defineProperty(prototype.constructor, "name", { value: name, configurable: true });
  Object.defineProperty(prototype, brand, { value: true });
}
