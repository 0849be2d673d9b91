import { assertEquals, assertStringIncludes } from "@std/assert";
import handler from "../../examples/voicemail.ts";
import { simulateCall } from "../../src/testing/mod.ts";

const FILE = "/var/spool/asterisk/tipring/5551234-1700000000.7";
const OPTIONS = { args: ["5551234"], uniqueId: "1700000000.7" };

Deno.test("voicemail keeps the message that the caller accepts, after listening to it", async () => {
  const call = simulateCall(handler, OPTIONS);
  await call.hears("beep");
  await call.wait(4000);
  await call.press("#");
  await call.hears("vm-review");
  await call.press("2");
  await call.hears(FILE);
  await call.hears("vm-review");
  await call.press("1");
  const { outcome, played, variables, recordings, transcript } = await call.result;
  assertEquals(outcome, "completed", transcript);
  assertEquals(recordings.map(({ file, format }) => [file, format]), [[FILE, "wav"]], transcript);
  assertEquals(variables["MESSAGE"], `${FILE}.wav`, transcript);
  assertEquals(played.slice(-2), ["vm-msgsaved", "vm-goodbye"], transcript);
});

Deno.test("voicemail records again at 3, and ignores a key during the beep", async () => {
  const call = simulateCall(handler, OPTIONS);
  await call.hears("beep");
  await call.press("#");
  await call.wait(2000);
  await call.press("#");
  await call.hears("vm-review");
  await call.press("3");
  await call.hears("beep");
  await call.wait(2000);
  await call.press("#");
  const { recordings, played, transcript } = await call.result;
  assertEquals(recordings.length, 2, transcript);
  assertEquals(played.at(-1), "vm-goodbye", transcript);
});

Deno.test("voicemail keeps the message of a caller who hangs up", async () => {
  const call = simulateCall(handler, OPTIONS);
  await call.hears("beep");
  await call.wait(3000);
  await call.hangUp();
  const { outcome, variables, transcript } = await call.result;
  assertEquals(outcome, "hangup", transcript);
  assertEquals(variables["MESSAGE"], `${FILE}.wav`, transcript);
});

Deno.test("voicemail ends by silence, and asks then", async () => {
  const call = simulateCall(handler, OPTIONS);
  await call.hears("beep");
  await call.fallSilent(1000);
  await call.hears("vm-review");
  const { outcome, transcript } = await call.result;
  assertEquals(outcome, "completed", transcript);
});

Deno.test("voicemail refuses a mailbox that is no number, and lets no id lead out of its folder", async () => {
  const bad = await simulateCall(handler, { args: ["../../etc"] }).result;
  assertEquals(bad.outcome, "failed", bad.transcript);
  assertStringIncludes(`${bad.error}`, 'Invalid mailbox "../../etc"');
  const { recordings } = await simulateCall(handler, { ...OPTIONS, uniqueId: "../../../etc/x" })
    .result;
  assertEquals(recordings[0]?.file, "/var/spool/asterisk/tipring/5551234-.._.._.._etc_x");
});

Deno.test("voicemail fails where Asterisk cannot write", async () => {
  const { outcome, error } = await simulateCall(handler, { ...OPTIONS, writable: () => false })
    .result;
  assertEquals(outcome, "failed");
  assertStringIncludes(`${error}`, `Asterisk cannot write ${FILE}.wav`);
});
