import type { AnytimeCommand, Command } from "../command.ts";
import { checkFilled } from "./_check.ts";
import { speech } from "./_speech.ts";

/**
 * Loads a grammar, which tells the speech engine what may be said.
 *
 * Sends `SPEECH LOAD GRAMMAR name path`.
 *
 * @param name The name under which the other commands know it.
 * @param path The grammar's file.
 * @throws {TypeError} If the name or the path is empty.
 * @throws {AgiAppError} When sent, if the engine did not take it, or there is no speech object.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.speechCreate();
 *   await channel.speechLoadGrammar("cities", "/etc/asterisk/grammars/cities.gram");
 *   await channel.speechActivateGrammar("cities");
 * };
 * ```
 */
export function speechLoadGrammar(name: string, path: string): Command<void> {
  return speech("SPEECH LOAD GRAMMAR", [checkFilled("name", name), checkFilled("path", path)]);
}

/**
 * Unloads a grammar.
 *
 * Sends `SPEECH UNLOAD GRAMMAR name`.
 *
 * @throws {TypeError} If the name is empty.
 * @throws {AgiAppError} When sent, if there is no such grammar, or no speech object.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.speechUnloadGrammar("cities");
 * };
 * ```
 */
export function speechUnloadGrammar(name: string): AnytimeCommand<void> {
  const command = speech("SPEECH UNLOAD GRAMMAR", [checkFilled("name", name)]);
  return { ...command, allowedOnDeadChannel: true };
}

/**
 * Makes the speech engine listen for what a grammar has.
 *
 * Sends `SPEECH ACTIVATE GRAMMAR name`.
 *
 * @throws {TypeError} If the name is empty.
 * @throws {AgiAppError} When sent, if there is no such grammar, or no speech object.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.speechActivateGrammar("cities");
 * };
 * ```
 */
export function speechActivateGrammar(name: string): Command<void> {
  return speech("SPEECH ACTIVATE GRAMMAR", [checkFilled("name", name)]);
}

/**
 * Makes the speech engine no longer listen for what a grammar has.
 *
 * Sends `SPEECH DEACTIVATE GRAMMAR name`.
 *
 * @throws {TypeError} If the name is empty.
 * @throws {AgiAppError} When sent, if there is no such grammar, or no speech object.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.speechDeactivateGrammar("cities");
 * };
 * ```
 */
export function speechDeactivateGrammar(name: string): Command<void> {
  return speech("SPEECH DEACTIVATE GRAMMAR", [checkFilled("name", name)]);
}
