import type { AnytimeCommand, Command } from "../command.ts";
import { checkFilled } from "./_check.ts";
import { speech } from "./_speech.ts";

/**
 * Loads a grammar, which defines what the speech engine can recognize.
 *
 * Sends `SPEECH LOAD GRAMMAR name path`.
 *
 * @param name The name for use in the other commands.
 * @param path The file of the grammar.
 * @throws {TypeError} If `name` or `path` is empty.
 * @throws {AgiAppError} When sent, if the engine refused it, or the channel has no speech object.
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
 * @throws {TypeError} If `name` is empty.
 * @throws {AgiAppError} When sent, if there is no such grammar or no speech object.
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
 * Activates a grammar for the next recognition.
 *
 * Sends `SPEECH ACTIVATE GRAMMAR name`.
 *
 * @throws {TypeError} If `name` is empty.
 * @throws {AgiAppError} When sent, if there is no such grammar or no speech object.
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
 * Deactivates a grammar.
 *
 * Sends `SPEECH DEACTIVATE GRAMMAR name`.
 *
 * @throws {TypeError} If `name` is empty.
 * @throws {AgiAppError} When sent, if there is no such grammar or no speech object.
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
