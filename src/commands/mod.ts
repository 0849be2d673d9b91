/**
 * Every AGI command as a function that returns a `Command`. Send it with
 * `channel.execute(command)`, any number of times. `Channel` has a method of the same name for each
 * function.
 *
 * @example
 * ```ts
 * import { streamFile } from "@tipring/agi/commands";
 * import type { Handler } from "@tipring/agi";
 *
 * const welcome = streamFile("welcome", { escapeDigits: "#" });
 *
 * const handler: Handler = async (channel) => {
 *   await channel.execute(welcome, { timeout: 10_000 });
 * };
 * ```
 *
 * @module
 */
export * from "./async_agi.ts";
export * from "./autohangup.ts";
export * from "./callerid.ts";
export * from "./channel.ts";
export * from "./console.ts";
export * from "./control_stream_file.ts";
export * from "./database.ts";
export * from "./dialplan.ts";
export * from "./digits.ts";
export * from "./gosub.ts";
export * from "./location.ts";
export * from "./message.ts";
export * from "./music.ts";
export * from "./playback.ts";
export * from "./read_variable.ts";
export * from "./record.ts";
export * from "./say.ts";
export * from "./say_time.ts";
export * from "./speech.ts";
export * from "./speech_grammar.ts";
export * from "./speech_recognize.ts";
export * from "./tdd.ts";
export * from "./variable.ts";
export type { Digits, Moment } from "./_check.ts";
export type { AnytimeCommand, Command, Reply } from "../command.ts";
