/**
 * Call control for Asterisk in TypeScript: AGI scripts on standard input and output, and FastAGI
 * servers. Every AGI command is typed, and a handler cannot miss a hangup.
 *
 * @example A FastAGI server
 * ```ts
 * import { serve } from "@tipring/agi";
 *
 * const server = serve(async (channel) => {
 *   await channel.answer();
 *   const { digits } = await channel.getData("vm-extension", { maxDigits: 4 });
 *   await channel.sayDigits(digits || 0);
 * }, { port: 0 });
 *
 * await server.shutdown();
 * ```
 *
 * @module
 */
export type { AdmissionOptions } from "./src/server/admission.ts";
export {
  AfterHangup,
  Channel,
  type ChannelOptions,
  type Conversation,
  type Logged,
} from "./src/channel.ts";
export type { AnytimeMethods, ChannelMethods } from "./src/channel_methods.ts";
export type { AnytimeCommand, Command, Reply } from "./src/command.ts";
export * from "./src/errors.ts";
export type * from "./src/events.ts";
export { CallLogger, type CallLoggerOptions, type LogFields } from "./src/logging/call_logger.ts";
export { MemoryBudget } from "./src/protocol/memory_budget.ts";
export { Environment, type EnvironmentLimits } from "./src/protocol/environment.ts";
export {
  type AgiRequest,
  type Handler,
  type Match,
  type Pattern,
  type ResolvedRoute,
  Router,
} from "./src/handler/router.ts";
export type { AudioTap, AudioWatcher } from "./src/audio/audio_tap.ts";
export type { ScriptAudio, ScriptAudioFormat } from "./src/audio/script_audio.ts";
export type { PathMatch } from "./src/routing/path_match.ts";
export { runScript, type ScriptOptions } from "./src/handler/script.ts";
export type { ScriptLogOptions } from "./src/handler/script_log.ts";
export type { ActiveCall } from "./src/server/served_call.ts";
export {
  FastAgiServer,
  type FastAgiServerOptions,
  type HandleRequestOptions,
  type ShutdownOptions,
} from "./src/server/server.ts";
export type { TappedDuplex } from "./src/server/options.ts";
export { type Routes, serve, type ServeOptions } from "./src/server/serve.ts";
export {
  type ExecuteOptions,
  type ReplyCounter,
  Session,
  type SessionOptions,
} from "./src/session/session.ts";
export type { Duplex } from "./src/transport/duplex.ts";
export type { TlsOptions } from "./src/transport/tls.ts";
