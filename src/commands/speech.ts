import type { AnytimeCommand, Command } from "../command.ts";
import { checkFilled } from "./_check.ts";
import { failed, readYes } from "./_read.ts";
import { speech } from "./_speech.ts";

/**
 * Creates the channel's speech object, which all other speech commands need. A channel can have
 * only one at a time.
 *
 * Sends `SPEECH CREATE engine`. Requires an Asterisk module for speech recognition.
 *
 * @param engine The name of the engine; by default Asterisk's default engine.
 * @throws {AgiAppError} When sent, if the engine does not exist, or the channel already has an
 * object.
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
        throw failed("Asterisk has no such engine, or the channel already has a speech object");
      }
    },
  };
}

/**
 * Changes a setting of the speech engine. Asterisk does not report whether the engine accepted it.
 *
 * Sends `SPEECH SET name value`.
 *
 * @throws {TypeError} If `name` is empty.
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
 * Destroys the channel's speech object. Returns whether there was one.
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
