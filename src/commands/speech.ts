import type { AnytimeCommand, Command } from "../command.ts";
import { checkFilled } from "./_check.ts";
import { failed, readYes } from "./_read.ts";
import { speech } from "./_speech.ts";

/**
 * Makes the speech object of the channel, which all other speech commands need. There can be one at
 * a time.
 *
 * Sends `SPEECH CREATE engine`. Asterisk must have loaded a module for speech recognition.
 *
 * @param engine The name of the engine; Asterisk's default one by default.
 * @throws {AgiAppError} When sent, if there is no such engine, or the channel has an object already.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.speechCreate();
 *   await channel.speechActivateGrammar("yes-or-no");
 *   const heard = await channel.speechRecognize("is-that-right", { timeout: 5000 });
 *   if (heard.reason === "speech") await channel.verbose(heard.results[0]?.text ?? "nothing");
 *   await channel.speechDestroy();
 * };
 * ```
 */
export function speechCreate(engine = ""): Command<void> {
  const verb = "SPEECH CREATE";
  return {
    verb,
    target: engine,
    args: [engine],
    allowedOnDeadChannel: false,
    parse(reply) {
      if (!readYes(reply)) {
        throw failed("Asterisk has no such engine, or the channel has a speech object already");
      }
    },
  };
}

/**
 * Gives the speech engine a setting of its own. Asterisk does not tell when the engine refuses it.
 *
 * Sends `SPEECH SET name value`.
 *
 * @throws {TypeError} If the name is empty.
 * @throws {AgiAppError} When sent, if the channel has no speech object.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.speechCreate();
 *   await channel.speechSet("confidence", 80);
 * };
 * ```
 */
export function speechSet(name: string, value: string | number): Command<void> {
  return speech("SPEECH SET", [checkFilled("name", name), `${value}`]);
}

/**
 * Removes the speech object of the channel. Returns whether there was one.
 *
 * Sends `SPEECH DESTROY`.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.speechCreate();
 *   try {
 *     await channel.speechRecognize("say-a-city");
 *   } finally {
 *     await channel.afterHangup.speechDestroy();
 *   }
 * };
 * ```
 */
export function speechDestroy(): AnytimeCommand<boolean> {
  return {
    verb: "SPEECH DESTROY",
    args: [],
    allowedOnDeadChannel: true,
    parse: readYes,
  };
}
