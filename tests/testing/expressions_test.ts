import { assertEquals } from "@std/assert";
import { simulateCall } from "../../src/testing/mod.ts";
import { askExpressions, readExpressions } from "../expressions.ts";

/** The call of the recording. */
const CALL = {
  answered: true,
  channel: "Local/up@test-00000001;2",
  context: "test",
  extension: "up",
  dnid: "",
};

for (const call of await readExpressions()) {
  Deno.test(`simulateCall() answers as a real Asterisk: ${call.name}`, async () => {
    let answers: { expected: string[]; actual: string[] } | undefined;
    await simulateCall(async (channel) => {
      answers = await askExpressions(channel, call);
    }, CALL).result;
    assertEquals(answers?.actual, answers?.expected);
  });
}
