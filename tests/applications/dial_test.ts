import { assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { dial, type DialOptions } from "../../src/applications/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { execute } from "./_exec.ts";

const BUSY = { DIALSTATUS: "BUSY", HANGUPCAUSE: "17" };

Deno.test("dial() writes its options as Dial reads them", async () => {
  const samples: [DialOptions, string][] = [
    [{}, "PJSIP/100,,g"],
    [{ timeout: 20_000 }, "PJSIP/100,20,g"],
    [{ timeout: 1500, ring: true, music: "jazz" }, "PJSIP/100,1.5,grm(jazz)"],
    [{ music: true, ring: "dial" }, "PJSIP/100,,gr(dial)m"],
    [{ maxDuration: 60_000 }, "PJSIP/100,,gL(60000)"],
    [{ maxDuration: 60_000, warnAt: 10_000, warnEvery: 5000 }, "PJSIP/100,,gL(60000:10000:5000)"],
    [{ announce: "beep, please" }, "PJSIP/100,,gA(beep\\, please)"],
    [{ sendDigits: "12w#" }, "PJSIP/100,,gD(12w#)"],
    [{ allowTransfer: "both", allowHangup: "caller", allowParking: "callee" }, "PJSIP/100,,gTtHk"],
    [
      { ignoreForwarding: true, answeredElsewhere: true, rawOptions: "b(x^s^1)" },
      "PJSIP/100,,gicb(x^s^1)",
    ],
    [{ ring: false, ignoreForwarding: false }, "PJSIP/100,,g"],
  ];
  for (const [options, expected] of samples) {
    const sent = await execute("Dial", (channel) => dial(channel, "PJSIP/100", options), BUSY);
    assertEquals([sent.options, sent.error], [expected, undefined]);
  }
});

Deno.test("dial() lets no destination become another argument, or another destination", async () => {
  const sent = await execute(
    "Dial",
    (channel) => dial(channel, ["Local/a,b@c", 'Local/"(@c', "PJSIP/x|y"]),
    BUSY,
  );
  assertEquals(sent.options, 'Local/a\\,b@c&Local/\\"\\(@c&PJSIP/x|y,,g');
});

Deno.test("dial() reads the result from the variables of Dial", async () => {
  const { result } = await execute("Dial", (channel) => dial(channel, "PJSIP/100"), {
    DIALSTATUS: "ANSWER",
    DIALEDPEERNAME: "PJSIP/100-00000002",
    DIALEDPEERNUMBER: "100",
    ANSWEREDTIME: "12",
    ANSWEREDTIME_MS: "12345",
    DIALEDTIME: "15",
    HANGUPCAUSE: "16",
  });
  assertEquals(result, {
    status: "ANSWER",
    peer: "PJSIP/100-00000002",
    peerNumber: "100",
    answeredTime: 12_345,
    dialedTime: 15_000,
    cause: 16,
    hungUp: false,
  });
  const busy = await execute("Dial", (channel) => dial(channel, "PJSIP/100"), BUSY);
  assertEquals(busy.result, {
    status: "BUSY",
    peer: null,
    peerNumber: null,
    answeredTime: 0,
    dialedTime: null,
    cause: 17,
    hungUp: false,
  });
});

Deno.test("dial() fails if Asterisk refuses the options, or has a status of its own", async () => {
  for (const DIALSTATUS of ["", "INVALIDARGS"]) {
    const run = await execute("Dial", (channel) => dial(channel, "PJSIP/100"), { DIALSTATUS }, -1);
    assertInstanceOf(run.error, AgiAppError);
    assertStringIncludes(run.error.message, 'EXEC "Dial" failed: Asterisk refused its options');
  }
  const other = await execute("Dial", (channel) => dial(channel, "PJSIP/1"), { DIALSTATUS: "X" });
  assertInstanceOf(other.error, AgiUnknownError);
});

Deno.test("dial() refuses wrong arguments before anything is sent, and shows no digit of them", async () => {
  const wrong: [unknown, unknown, string][] = [
    ["PJSIP/4711&PJSIP/2", {}, 'destination "PJSIP/****&PJSIP/*" holds "&" (pass several'],
    ["4711", {}, 'destination "****" is not a Technology/Resource such as PJSIP/alice'],
    [[], {}, "destination is an empty list"],
    ["", {}, "destination is empty"],
    [undefined, {}, "destination is of type undefined"],
    ["PJSIP/1\n", {}, "holds CR, LF or NUL"],
    ["PJSIP/${SHELL(x)}", {}, 'holds "${" or "$["'],
    ["PJSIP/1", 20, "dial() options are of type number (pass an object)"],
    ["PJSIP/1", null, "dial() options are null"],
    ["PJSIP/1", { ringtone: 1 }, 'dial() has no option "ringtone" (its options are timeout, ring,'],
    ["PJSIP/1", { timeout: "20" }, "dial() timeout is "],
    ["PJSIP/1", { timeout: 0 }, "dial() timeout * is not above 0"],
    ["PJSIP/1", { timeout: NaN }, "dial() timeout NaN is not above 0"],
    ["PJSIP/1", { music: "a)b" }, 'dial() music "a)b" must not hold ")"'],
    ["PJSIP/1", { announce: "a:b" }, 'dial() announce "a:b" must not hold ":"'],
    ["PJSIP/1", { sendDigits: "12,3" }, "dial() sendDigits holds something other than"],
    [
      "PJSIP/1",
      { allowTransfer: true },
      'dial() allowTransfer is of type boolean (pass one of "caller"',
    ],
    ["PJSIP/1", { warnAt: 5 }, "dial() warnAt requires maxDuration"],
    ["PJSIP/1", { maxDuration: 5, warnEvery: 5 }, "dial() warnEvery requires warnAt"],
    ["PJSIP/1", { ignoreForwarding: 1 }, "dial() ignoreForwarding is of type number"],
  ];
  for (const [destination, options, message] of wrong) {
    const { error, options: sent } = await execute(
      "Dial",
      (channel) => dial(channel, destination as string, options as DialOptions),
    );
    if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
    assertStringIncludes(error.message, message);
    assertEquals(sent, undefined);
  }
});
