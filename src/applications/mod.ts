/**
 * Applications of the dialplan as typed functions over a channel: what `channel.exec()` does, with
 * options that are checked before anything is sent, arguments that a caller's text cannot break out
 * of, and the result that the application leaves in variables.
 *
 * - A function with a result also resolves when the caller hangs up meanwhile, with `hungUp: true`,
 *   so that a handler can record the length of the call. The next command throws an `AgiHangup`, as
 *   always. A call that has already ended throws at once.
 * - Given `channel.afterHangup` instead of the channel, an application runs on a channel that is
 *   hung up; {@linkcode originate} and {@linkcode goto} are useful there.
 * - Durations are milliseconds.
 *
 * `System`, `TrySystem`, `ExternalIVR` and `AGI` are left out on purpose: they run programs on
 * Asterisk's machine, with texts that reach a shell. Use `Deno.Command` in the handler instead,
 * whose arguments need no shell. `Set`, `GotoIf`, `While` and the like are left out because
 * TypeScript has its own. Run anything else with `channel.exec()`.
 *
 * @example
 * ```ts
 * import { dial, voicemail } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { status } = await dial(channel, "PJSIP/100", { timeout: 20_000 });
 *   if (status === "BUSY") await voicemail(channel, "100", { greeting: "busy" });
 *   if (status === "NOANSWER") await voicemail(channel, "100", { greeting: "unavailable" });
 * };
 * ```
 *
 * @module
 */
export * from "./amd.ts";
export * from "./background.ts";
export * from "./bridge.ts";
export * from "./conf_bridge.ts";
export * from "./dial.ts";
export * from "./goto.ts";
export * from "./hangup.ts";
export * from "./mix_monitor.ts";
export * from "./originate.ts";
export * from "./page.ts";
export * from "./playback.ts";
export * from "./queue.ts";
export * from "./read.ts";
export * from "./transfer.ts";
export * from "./voicemail.ts";
export * from "./wait.ts";
export type { Party } from "./_letters.ts";
export type { ApplicationChannel, ApplicationResult } from "./_run.ts";
