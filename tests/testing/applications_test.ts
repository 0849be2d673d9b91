import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { optionOf } from "../../src/asterisk/applications/option_of.ts";
import { splitArguments } from "../../src/asterisk/functions/split_arguments.ts";
import { simulateCall } from "../../src/testing/mod.ts";

Deno.test("splitArguments() splits as Asterisk does, and leaves the last argument as it is", () => {
  const samples: [string, number, string[]][] = [
    ["", 4, []],
    ["a", 4, ["a"]],
    ["a,,b", 4, ["a", "", "b"]],
    ["a\\,b,c", 4, ["a,b", "c"]],
    ['"a,b",c\\"', 4, ["a,b", 'c"']],
    ["g(a,b)L(1:2),x[1,2]", 4, ["g(a,b)L(1:2)", "x[1,2]"]],
    ['1,a\\,b "c",d', 2, ["1", 'a\\,b "c",d']],
    ["a\\,b", 1, ["a\\,b"]],
  ];
  for (const [options, most, expected] of samples) {
    assertEquals(splitArguments(options, { most }), expected, options);
  }
});

Deno.test("optionOf() finds letters and their arguments", () => {
  assertEquals(optionOf("gm(jazz)L(1:2)", "m"), "jazz");
  assertEquals(optionOf("gm(jazz)L(1:2)", "L"), "1:2");
  assertEquals(optionOf("gm(jazz)", "g"), "");
  assertEquals(optionOf("gm(jazz)", "j"), undefined);
});

Deno.test("simulateCall() lets a test choose how applications end, one end for each run", async () => {
  const seen: unknown[] = [];
  const { duration } = await simulateCall(async (channel) => {
    for (let run = 0; run < 3; run++) {
      seen.push(await channel.exec("Dial", "PJSIP/100", 20, "g"));
      seen.push(await channel.getVariable("DIALSTATUS"));
    }
    seen.push(await channel.exec("QUEUE", "support"), await channel.getVariable("QUEUESTATUS"));
  }, {
    applications: {
      dial: [{ status: "BUSY", after: 100 }, { status: "ANSWER", duration: 5000 }],
      Queue: { status: "JOINEMPTY" },
    },
  }).result;
  assertEquals(seen, [0, "BUSY", 0, "ANSWER", 0, "ANSWER", 0, "JOINEMPTY"]);
  assertEquals(duration, 100 + 2 * (1000 + 5000));
});

Deno.test("simulateCall() refuses an end that an application does not have", () => {
  const place = (applications: Record<string, { status?: string; after?: number }>) => () =>
    simulateCall(() => {}, { applications });
  assertThrows(place({ Dial: { status: "NO" } }), TypeError, 'Dial has no status "NO" (pass one');
  assertThrows(
    place({ Page: { status: "NO" } }),
    TypeError,
    'Page has no status "NO" (it has none',
  );
  assertThrows(
    place({ Foo: { status: "NO" } }),
    TypeError,
    'applications "Foo" needs a function (',
  );
  assertThrows(
    place({ Dial: { after: -1 } }),
    TypeError,
    "Dial after and duration must be 0 ms or",
  );
});

Deno.test("simulateCall() answers an unknown application by -2, with a hint in the transcript", async () => {
  const { error, transcript } = await simulateCall(async (channel) => {
    await channel.exec("Festival", "hello");
  }).result;
  assertEquals((error as Error).name, "AgiAppError");
  assertStringIncludes(transcript, "200 result=-2");
  assertStringIncludes(transcript, "hint: there is no application Festival: define it by appl");
});

Deno.test("exec() of an application that takes others runs them", async () => {
  const { played, variables, texts, verbose } = await simulateCall(async (channel) => {
    await channel.exec("ExecIf", "1?Playback(a):Playback(b)");
    await channel.exec("ExecIf", "0?Playback(a):Playback(c)");
    await channel.exec("ExecIf", "0?Playback(a)");
    await channel.exec("TryExec", "NoSuch(x)");
    await channel.exec("SendText", 'hi, "you"');
    await channel.exec("Verbose", 3, "a, b");
    await channel.exec("Verbose", "c, d");
  }).result;
  assertEquals(played, ["a", "c"]);
  assertEquals(variables["TRYSTATUS"], "NOAPP");
  assertEquals([texts, verbose], [['hi, "you"'], ["a, b", "c, d"]]);
});
