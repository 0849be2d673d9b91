import { assertEquals } from "@std/assert";
import handler from "../../examples/dial_fallback.ts";
import { type ApplicationCall, simulateCall } from "../../src/testing/mod.ts";

const ARGS = ["PJSIP/reception", "PJSIP/anna&PJSIP/bert"];

/** A `Dial` at which only some answer; it notes what was dialed. */
function dialer(answering: readonly string[], dialed: string[]) {
  return {
    async Dial(call: ApplicationCall, options: string): Promise<number> {
      dialed.push(options);
      const answers = answering.includes(options.split(",")[0] ?? "");
      const stayed = await call.wait(answers ? 3000 : 20_000);
      call.setVariable("DIALSTATUS", answers ? "ANSWER" : stayed ? "NOANSWER" : "CANCEL");
      if (!stayed) return -1;
      return 0;
    },
  };
}

Deno.test("dial_fallback is content when the first destination answers", async () => {
  const dialed: string[] = [];
  const { outcome, played, transcript } = await simulateCall(handler, {
    args: ARGS,
    applications: dialer(["PJSIP/reception"], dialed),
  }).result;
  assertEquals([outcome, played], ["completed", []], transcript);
  assertEquals(dialed, ["PJSIP/reception,20,g"], transcript);
});

Deno.test("dial_fallback rings the next when nobody answers, and goes to voicemail at last", async () => {
  const dialed: string[] = [];
  const { played, next, transcript } = await simulateCall(handler, {
    args: ARGS,
    extension: "500",
    applications: dialer([], dialed),
  }).result;
  assertEquals(dialed, ["PJSIP/reception,20,g", "PJSIP/anna&PJSIP/bert,20,g"], transcript);
  assertEquals(played, ["vm-nobodyavail"], transcript);
  assertEquals([next.context, next.extension], ["voicemail", "500"], transcript);
});

Deno.test("dial_fallback rings nobody else when the caller hangs up", async () => {
  const dialed: string[] = [];
  const call = simulateCall(handler, { args: ARGS, applications: dialer([], dialed) });
  await call.wait(5000);
  await call.hangUp();
  const { outcome, transcript } = await call.result;
  assertEquals([outcome, dialed.length], ["hangup", 1], transcript);
});
