import type { Handler } from "../handler/router.ts";
import { SimulatedCall } from "./simulated_call.ts";
import type { SimulateOptions } from "./simulate_options.ts";

/**
 * Runs a handler in a call with a simulated Asterisk and a simulated caller. Only the network and
 * the clock are replaced: the session speaks AGI to an engine that replies byte for byte as a real
 * Asterisk does.
 *
 * The time of the call is virtual. It stands still until the test awaits something of the call, so
 * a test may take any time to decide what the caller does. While the handler waits for Asterisk,
 * time jumps to the next event: a file of a minute, or a minute of silence, takes no time. The
 * `timeout` of `channel.with()` runs in this time as well. While the handler does something else,
 * such as `fetch` or `setTimeout`, time is real. The handler's own timers always run in real time,
 * `AbortSignal.timeout()` included: they fire late beside a command, which takes no time.
 *
 * @param handler The handler to test.
 * @param options The call, what the Asterisk has, what the caller does, and which faults occur.
 *
 * @example A caller driven by the test
 * ```ts
 * import { simulateCall } from "@tipring/agi/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const call = simulateCall(async (channel) => {
 *   await channel.answer();
 *   const { digits } = await channel.getData("enter-pin", { maxDigits: 4 });
 *   await channel.streamFile(digits === "1234" ? "welcome" : "vm-incorrect");
 * });
 * await call.hears("enter-pin");
 * await call.press("1234");
 * const { outcome, played, transcript } = await call.result;
 * assertEquals(outcome, "completed", transcript);
 * assertEquals(played, ["enter-pin", "welcome"], transcript);
 * ```
 *
 * @example A scripted caller that hangs up
 * ```ts
 * import { simulateCall } from "@tipring/agi/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const { outcome, variables } = await simulateCall(async (channel) => {
 *   try {
 *     await channel.streamFile("long-story");
 *   } finally {
 *     await channel.afterHangup.setVariable("HEARD", "not all of it");
 *   }
 * }, {
 *   sounds: { "long-story": 60_000 },
 *   async caller(caller) {
 *     await caller.hears("long-story");
 *     await caller.wait(5000);
 *     await caller.hangUp();
 *   },
 * }).result;
 * assertEquals(outcome, "hangup");
 * assertEquals(variables["HEARD"], "not all of it");
 * ```
 */
export function simulateCall(handler: Handler, options: SimulateOptions = {}): SimulatedCall {
  return new SimulatedCall(handler, options);
}
