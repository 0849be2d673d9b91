/**
 * An Asterisk for tests: {@linkcode simulateCall} runs a handler against a simulated caller, without
 * Asterisk, in virtual time. {@linkcode SimulatedAsterisk} is the engine, which speaks AGI over any
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
 * assertEquals((await call).said, ["digits 5551234"]);
 * ```
 *
 * @module
 */
export { ApplicationCall, type TestApplication } from "./application_call.ts";
export { APPLICATIONS } from "./applications.ts";
export type { ApplicationOutcome } from "./applications/model.ts";
export { fromBytes, fromText, toBytes, toText } from "./binary.ts";
export type { CallRecording, CallResult, DigitsTaken, Place } from "./call_result.ts";
export type { Caller } from "./caller.ts";
export type { AsteriskEvent, SoundEvent, SoundKind } from "./events.ts";
export { RealClock } from "./real_clock.ts";
export type { Scheduler } from "./scheduler.ts";
export { type CallOptions, setUpCall } from "./set_up_call.ts";
export { type AgiStatus, type AsteriskOptions, SimulatedAsterisk } from "./simulated_asterisk.ts";
export { SimulatedCall } from "./simulated_call.ts";
export { type Identity, SimulatedChannel } from "./simulated_channel.ts";
export { simulateCall } from "./simulate_call.ts";
export type { Faults, SimulateOptions } from "./simulate_options.ts";
export { VirtualClock } from "./virtual_clock.ts";
export type { Call, WaitEnd, WaitOptions } from "./call.ts";
export { Link, type LinkOptions } from "./link.ts";
export type { Application, DialplanFunction, OtherChannel, Recording, World } from "./world.ts";
