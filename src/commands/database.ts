import type { AnytimeCommand } from "../command.ts";
import { checkFilled, invalidArgument } from "./_check.ts";
import { failed, readText, readYes, unreadable } from "./_read.ts";

/**
 * Reads a value from Asterisk's database (AstDB). Returns `null` if the key does not exist; an
 * empty value is `""`.
 *
 * Sends `DATABASE GET family key`.
 *
 * @throws {TypeError} If `family` or `key` is empty.
 * @throws {AgiAppError} When sent, if Asterisk is out of memory.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const caller = channel.environment.callerId ?? "unknown";
 *   if (await channel.databaseGet("blocked", caller) !== null) await channel.hangup();
 * };
 * ```
 */
export function databaseGet(family: string, key: string): AnytimeCommand<string | null> {
  const verb = "DATABASE GET";
  return {
    verb,
    args: [checkFilled("family", family), checkFilled("key", key)],
    allowedOnDeadChannel: true,
    freeText: true,
    parse(reply) {
      if (reply.result === "-1") throw failed();
      if (!readYes(reply)) return null;
      const value = readText(reply);
      if (value === null) throw unreadable();
      return value;
    },
  };
}

/**
 * Writes a value to Asterisk's database (AstDB), replacing any previous one.
 *
 * Sends `DATABASE PUT family key value`.
 *
 * @param value The value. It cannot contain CR, LF or NUL, which AGI cannot escape.
 * @throws {TypeError} If `family` or `key` is empty.
 * @throws {AgiAppError} When sent, if the database did not store it, e.g. because family and key
 * are too long: older versions of Asterisk have room for 253 bytes.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const caller = channel.environment.callerId ?? "unknown";
 *   await channel.databasePut("last-call", caller, Date.now());
 * };
 * ```
 */
export function databasePut(
  family: string,
  key: string,
  value: string | number,
): AnytimeCommand<void> {
  const verb = "DATABASE PUT";
  return {
    verb,
    args: [checkFilled("family", family), checkFilled("key", key), `${value}`],
    allowedOnDeadChannel: true,
    parse(reply) {
      if (!readYes(reply)) throw failed("AstDB did not store it");
    },
  };
}

/**
 * Deletes a key from Asterisk's database (AstDB). Has no effect if the key does not exist.
 *
 * Sends `DATABASE DEL family key`.
 *
 * @throws {TypeError} If `family` or `key` is empty.
 * @throws {AgiAppError} When sent, if the database failed.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.databaseDel("blocked", "5551234");
 * };
 * ```
 */
export function databaseDel(family: string, key: string): AnytimeCommand<void> {
  const verb = "DATABASE DEL";
  return {
    verb,
    args: [checkFilled("family", family), checkFilled("key", key)],
    allowedOnDeadChannel: true,
    parse(reply) {
      if (!readYes(reply)) throw failed("AstDB did not delete it");
    },
  };
}

/**
 * Deletes a family of Asterisk's database (AstDB), or a subtree of it. Returns whether anything was
 * deleted; `false` can also mean a failure, which Asterisk does not report separately.
 *
 * Sends `DATABASE DELTREE family [keytree]`. The reply is 0 if something was deleted and 1 if not,
 * contrary to Asterisk's documentation.
 *
 * Asterisk ignores case here, and `_` matches any character: deleting `pin_codes` also deletes
 * `PIN-CODES`.
 *
 * @param keytree The root of the subtree, which is deleted too; the whole family by default.
 * @throws {TypeError} If `family` or `keytree` is empty or contains `%`, which matches any text and
 * could delete the whole database.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const deleted = await channel.databaseDeltree("last-call");
 *   await channel.verbose(deleted ? "forgot all calls" : "there were no calls");
 * };
 * ```
 */
export function databaseDeltree(family: string, keytree?: string): AnytimeCommand<boolean> {
  const verb = "DATABASE DELTREE";
  return {
    verb,
    args: [
      checkTree("family", family),
      ...(keytree === undefined ? [] : [checkTree("keytree", keytree)]),
    ],
    allowedOnDeadChannel: true,
    parse: (reply) => !readYes(reply),
  };
}

function checkTree(name: string, value: string): string {
  if (!checkFilled(name, value).includes("%")) return value;
  throw new TypeError(invalidArgument(name, value, "must not contain %, which matches any text"));
}
