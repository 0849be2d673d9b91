/**
 * Tests handlers without Asterisk: {@linkcode simulateCall} runs a handler against a simulated
 * caller in virtual time. {@linkcode SimulatedAsterisk} is the engine, which speaks AGI over any
 * pair of streams.
 *
 * @example
 * ```ts
 * import { simulateCall } from "@tipring/agi/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const call = simulateCall(async (channel) => {
 *   await channel.sayDigits(channel.environment.callerId ?? "0");
 * }, { callerId: "5551234" });
 * assertEquals((await call.result).said, ["digits 5551234"]);
 * ```
 *
 * @module
 */
export { ApplicationCall, type TestApplication } from "../asterisk/application_call.ts";
export { APPLICATIONS } from "../asterisk/applications.ts";
export type { ApplicationOutcome } from "../asterisk/applications/model.ts";
export { fromBytes, fromText, toBytes, toText } from "../protocol/binary.ts";
export type { CallRecording, CallResult, DigitsTaken } from "./call_result.ts";
export type { Place } from "../asterisk/next_place.ts";
export type { Caller } from "./caller.ts";
export type { AsteriskEvent, SoundEvent, SoundKind } from "../asterisk/events.ts";
export { Microphone } from "../asterisk/microphone.ts";
export { RealClock } from "../asterisk/real_clock.ts";
export type { Scheduler } from "../asterisk/scheduler.ts";
export { type CallOptions, type OtherChannelOptions, setUpCall } from "../asterisk/set_up_call.ts";
export {
  type AgiStatus,
  type AsteriskOptions,
  SimulatedAsterisk,
} from "../asterisk/simulated_asterisk.ts";
export { SimulatedCall } from "./simulated_call.ts";
export { type Identity, SimulatedChannel } from "../asterisk/simulated_channel.ts";
export { simulateCall } from "./simulate_call.ts";
export type { Faults, SimulateOptions } from "./simulate_options.ts";
export { VirtualClock } from "../asterisk/virtual_clock.ts";
export type {
  Application,
  Call,
  DialplanFunction,
  OtherChannel,
  Recording,
  WaitEnd,
  WaitOptions,
  World,
} from "../asterisk/call.ts";
export { Link, type LinkOptions } from "../asterisk/link.ts";
