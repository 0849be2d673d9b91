/**
 * Every error that this package defines. `AgiException` is the root; below it stand `AgiError`
 * (something went wrong) and `AgiHangup` (the call is over, which is an ordinary end).
 *
 * @module
 */

/** Options of every {@linkcode AgiException}. */
export interface AgiExceptionOptions extends ErrorOptions {
  /** Key and value pairs that explain the error, mostly what Asterisk said. Empty by default. */
  items?: Readonly<Record<string, string>>;
  /** The command that was running, as it was sent and without the line end. */
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
  /** The name of the class. */
  override readonly name: string = "AgiException";
  /** Key and value pairs that explain the error, mostly what Asterisk said. */
  readonly items: Readonly<Record<string, string>>;
  /** The command that was running, as it was sent; `undefined` where none was. */
  readonly command: string | undefined;

  /** Makes the error. Handlers rarely need to: the session throws these. */
  constructor(message: string, options: AgiExceptionOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.items = Object.freeze({ ...options.items });
    this.command = options.command;
  }
}

/** Root of what went wrong, as opposed to {@linkcode AgiHangup}, the ordinary end of a call. */
export class AgiError extends AgiException {
  /** The name of the class. */
  override readonly name: string = "AgiError";
}

/** Asterisk gave a well-formed reply whose status or result this package does not know. */
export class AgiUnknownError extends AgiError {
  /** The name of the class. */
  override readonly name: string = "AgiUnknownError";
}

/**
 * A command failed on a living channel, e.g. a sound file that does not exist, or an application
 * that is not loaded.
 */
export class AgiAppError extends AgiError {
  /** The name of the class. */
  override readonly name: string = "AgiAppError";
}

/** Asterisk answered 511: the command is not permitted on a channel that is hung up. */
export class AgiDeadChannelError extends AgiError {
  /** The name of the class. */
  override readonly name: string = "AgiDeadChannelError";
}

/** Options of {@linkcode AgiUsageError}. */
export interface AgiUsageErrorOptions extends AgiExceptionOptions {
  /** What Asterisk printed about the proper usage; empty where it has no documentation built in. */
  usage?: string;
}

/** Asterisk answered 520: the command exists, its arguments are wrong. */
export class AgiUsageError extends AgiError {
  /** The name of the class. */
  override readonly name: string = "AgiUsageError";
  /** What Asterisk printed about the proper usage; empty where it has no documentation built in. */
  readonly usage: string;

  /** Makes the error; `usage` is the body of the 520 reply. */
  constructor(message: string, options: AgiUsageErrorOptions = {}) {
    super(message, options);
    this.usage = options.usage ?? "";
  }
}

/** Asterisk answered 510: it knows no such command, e.g. because a module is not loaded. */
export class AgiInvalidCommandError extends AgiError {
  /** The name of the class. */
  override readonly name: string = "AgiInvalidCommandError";
}

/** The peer said what is no AGI, or more than a limit allows. The conversation is closed. */
export class AgiProtocolError extends AgiError {
  /** The name of the class. */
  override readonly name: string = "AgiProtocolError";
}

/** Something did not come in time: the environment, or a command's reply. */
export class AgiTimeoutError extends AgiError {
  /** The name of the class. */
  override readonly name: string = "AgiTimeoutError";
}

/** Audio could not be opened, or it broke while the call went on. */
export class AgiAudioError extends AgiError {
  /** The name of the class. */
  override readonly name: string = "AgiAudioError";
}

/**
 * The call is over. It is the reason of `channel.signal`, and what every command rejects with from
 * then on. A handler that ends by it ended normally.
 */
export class AgiHangup extends AgiException {
  /** The name of the class. */
  override readonly name: string = "AgiHangup";
}

/** The connection to Asterisk is gone: end of file, a reset, or a broken pipe. */
export class AgiSigpipeHangup extends AgiHangup {
  /** The name of the class. */
  override readonly name: string = "AgiSigpipeHangup";
}

/** The script's process received SIGHUP: Asterisk hung up the call. Script mode only. */
export class AgiSighupHangup extends AgiHangup {
  /** The name of the class. */
  override readonly name: string = "AgiSighupHangup";
}

/** Asterisk told of the hangup by a HANGUP line, or by the reply to a command. */
export class AgiResultHangup extends AgiHangup {
  /** The name of the class. */
  override readonly name: string = "AgiResultHangup";
}
