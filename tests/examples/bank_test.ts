import { assertEquals, assertStringIncludes } from "@std/assert";
import handler from "../../examples/bank.ts";
import { simulateCall, type SimulatedCall, type SimulateOptions } from "../../src/testing/mod.ts";

/** A service that knows one PIN. It stays until the test is over. */
function startService() {
  const asked: unknown[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const body = await request.json();
    asked.push(body);
    if (body.pin === "0000") return new Response("out of order", { status: 500 });
    if (body.pin !== "4711") return new Response("wrong", { status: 403 });
    return Response.json({ balance: "12.50" });
  });
  return {
    asked,
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function dial(url: string, options: SimulateOptions = {}): SimulatedCall {
  return simulateCall(handler, { callerId: "5551234", args: [url], ...options });
}

Deno.test("bank says the balance for the right PIN, in the language of the caller", async () => {
  await using service = startService();
  const call = dial(service.url);
  await call.hears("bank/choose-language");
  await call.press("3");
  await call.hears("pm-invalid-option");
  await call.hears("bank/choose-language");
  await call.press("2");
  await call.hears("bank/main-menu");
  await call.press("1");
  await call.hears("vm-password");
  await call.press("1234");
  await call.hears("vm-incorrect");
  await call.hears("vm-password");
  await call.press("4711");
  await call.hears("digits/dollars");
  await call.hears("bank/main-menu");
  await call.press("9");
  const { heard, hungUpBy, transcript } = await call.result;
  assertEquals(heard.slice(heard.indexOf("bank/your-balance-is")), [
    "bank/your-balance-is",
    "number 12",
    "letters/dot",
    "digits 50",
    "digits/dollars",
    "bank/main-menu",
    "vm-goodbye",
  ], transcript);
  assertEquals(hungUpBy, "handler", transcript);
  assertStringIncludes(transcript, 'SET VARIABLE "CHANNEL(language)" "de"');
  assertEquals(service.asked, [
    { account: "5551234", pin: "1234" },
    { account: "5551234", pin: "4711" },
  ]);
});

Deno.test("bank says that the service is down", async () => {
  await using service = startService();
  const call = dial(service.url);
  await call.hears("bank/choose-language");
  await call.press("1");
  await call.hears("bank/main-menu");
  await call.press("1");
  await call.hears("vm-password");
  await call.press("0000");
  await call.hears("bank/service-is-down");
  await call.hangUp();
  assertEquals((await call.result).outcome, "hangup");
});

Deno.test("bank rings an agent after three wrong PINs, and takes a message if none answers", async () => {
  await using service = startService();
  const applications: string[] = [];
  const call = dial(service.url, {
    applications: {
      async Dial(call, options) {
        applications.push(`Dial ${options}`);
        await call.wait(20_000);
        call.setVariable("DIALSTATUS", "NOANSWER");
      },
      VoiceMail(call, options) {
        applications.push(`VoiceMail ${options}`);
        call.setVariable("VMSTATUS", "SUCCESS");
      },
    },
  });
  await call.hears("bank/choose-language");
  await call.press("1");
  await call.hears("bank/main-menu");
  await call.press("1");
  for (let tries = 0; tries < 3; tries++) {
    await call.hears("vm-password");
    await call.press("9999");
  }
  const { heard, outcome, transcript } = await call.result;
  assertEquals(heard.slice(-2), ["pls-hold-while-try", "vm-goodbye"], transcript);
  assertEquals(applications, ["Dial PJSIP/agent-1&PJSIP/agent-2,20,g", "VoiceMail 600@default,u"]);
  assertEquals(outcome, "completed", transcript);
});

Deno.test("bank lets an answered agent be the last", async () => {
  const call = dial("http://127.0.0.1:1/", {
    applications: {
      Dial: (call) => call.setVariable("DIALSTATUS", "ANSWER"),
    },
  });
  await call.hears("bank/choose-language");
  await call.press("10");
  const { heard, outcome, transcript } = await call.result;
  assertEquals(heard, ["bank/choose-language", "bank/main-menu", "pls-hold-while-try"], transcript);
  assertEquals(outcome, "completed", transcript);
});

Deno.test("bank gives up after three attempts without a language", async () => {
  const { heard, transcript } = await dial("http://127.0.0.1:1/").result;
  assertEquals(heard, [
    "bank/choose-language",
    "bank/choose-language",
    "bank/choose-language",
    "vm-goodbye",
  ], transcript);
});
