import type { AnytimeCommand } from "../command.ts";
import { quoteMasked } from "../protocol/text.ts";
import { checkFilled } from "./_check.ts";
import { failed, readText, readYes, unreadable } from "./_read.ts";

/**
 * Reads a value of Asterisk's database. Returns `null` if there is no such key; `""` is a value.
 *
 * Sends `DATABASE GET family key`.
 *
 * @throws {TypeError} If the family or the key is empty.
 * @throws {AgiAppError} When sent, if Asterisk has no memory for the value.
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
 * Writes a value into Asterisk's database, in place of the one that is there.
 *
 * Sends `DATABASE PUT family key value`.
 *
 * @param value The value. It cannot hold CR, LF or NUL, for which AGI has no way.
 * @throws {TypeError} If the family or the key is empty.
 * @throws {AgiAppError} When sent, if the database did not take it, e.g. because family and key are
 * too long together: an older Asterisk has room for 253 bytes.
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
 * Deletes one key of Asterisk's database. One that is not there is no error.
 *
 * Sends `DATABASE DEL family key`.
 *
 * @throws {TypeError} If the family or the key is empty.
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
 * Deletes a family of Asterisk's database, or the part of it below a key. Returns whether anything
 * was deleted; `false` also stands for a failure, which Asterisk does not tell apart.
 *
 * Sends `DATABASE DELTREE family [keytree]`. Its reply is 0 if something was deleted, and 1 if not,
 * the other way round than Asterisk's documentation has it.
 *
 * Asterisk does not tell upper from lower case here, and takes `_` for any character: deleting
 * `pin_codes` deletes `PIN-CODES` too.
 *
 * @param keytree The key below which all is deleted, itself included; the whole family by default.
 * @throws {TypeError} If the family is empty, or one of both holds a `%`: that would delete what
 * nobody named, up to the whole database.
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
  throw new TypeError(
    `Cannot use ${quoteMasked(value)} as ${name}: % stands for any text, and would delete ` +
      "what nobody named",
  );
}
