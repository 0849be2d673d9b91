import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  exec,
  execRaw,
  gosub,
  setContext,
  setExtension,
  setPriority,
} from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError, AgiUsageError } from "../../src/errors.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";
import { shown } from "./_shown.ts";

Deno.test("exec() gives what the application returned", () => {
  assertEquals(answer(exec("NoOp"), "200 result=0"), 0);
  assertEquals(answer(exec("Dial", "x"), "200 result=-1"), -1);
  assertEquals(answer(exec("A"), "200 result=2"), 2);
  assertThrows(
    () => answer(exec("A"), "200 result=-2"),
    AgiAppError,
    'EXEC "A" failed: Asterisk has no such application',
  );
  assertThrows(() => answer(exec("A"), "200 result="), AgiUnknownError);
  assertEquals(answerIn("exec_various", "EXEC Return", exec("Return")), -1);
  assertThrows(() => answerIn("exec_various", "EXEC NoSuchApp", exec("NoSuchApp")), AgiAppError);
});

Deno.test("exec() passes over the usage that Asterisk writes behind a 1", () => {
  const usage = "520-Invalid command syntax.  Proper usage follows:\nx\n520 End of proper usage.";
  assertEquals(answer(exec("A"), `200 result=1\n${usage}`), 1);
});

Deno.test("exec() joins arguments so that each arrives as it is", () => {
  const joined = [
    [["a", "b"], "a,b"],
    [["a,b", "", 20], "a\\,b,,20"],
    [['say "hi"', "c:\\x"], 'say \\"hi\\",c:\\\\x'],
    [["(a)", "[b]"], "(a),[b]"],
    [["(a", "b)"], "\\(a,b\\)"],
    [[")("], "\\)\\("],
  ] as const;
  for (const [args, word] of joined) assertEquals(exec("A", ...args).args, ["A", word]);
  assertEquals(exec("A").args, ["A"]);
  assertThrows(() => exec(""), TypeError, 'Invalid application "": must be a non-empty string');
});

Deno.test("exec() leaves the text of applications that know no escapes as it is", () => {
  const sent = [
    [["Set", 'A=x,"y"\\z'], 'A=x,"y"\\z'],
    [["SendText", "hi, (you"], "hi, (you"],
    [["Verbose", "a, b"], "a\\, b"],
    [["VERBOSE", 3, 'a, "b"'], '3,a, "b"'],
    [["Log", "NOTICE", "a, b"], "NOTICE,a, b"],
    [["ExecIf", "1?Playback(a&b,skip)"], "1?Playback(a&b,skip)"],
    [["MixMonitor", "a,b.wav", "", "cp ^{A},^{B}"], "a\\,b.wav,,cp ^{A},^{B}"],
    [["Goto", "test", 2323, 1], "test,2323,1"],
    [["Goto", "test,2323,1"], "test,2323,1"],
    [["MSet", "A=1,2", "B=3"], "A=1\\,2,B=3"],
  ] as const;
  for (const [[application, ...args], options] of sent) {
    assertEquals(exec(application, ...args).args, [application, options]);
  }
});

Deno.test("exec() refuses a comma in one of several arguments of Goto", () => {
  assertThrows(
    () => exec("Goto", "default", "100,evil", 1),
    TypeError,
    'Cannot use "***,evil" as an argument of Goto: it must not hold a comma',
  );
});

Deno.test("exec() warns of a lone argument with commas where several are meant", () => {
  for (const application of ["Dial", "Goto", "queue"]) {
    const { warning = "" } = exec(application, "a/100,20,g");
    assertStringIncludes(warning, `write exec("${application}", "a", "b") for two, or execRaw(`);
    assertEquals(/\d/.test(warning), false);
  }
  for (const command of [exec("Dial", "a/100", "20,g"), exec("Dial", "a"), exec("Set", "A=1,2")]) {
    assertEquals(command.warning, undefined);
  }
  assertEquals(exec("SayAlpha", "a,b").warning, undefined);
});

Deno.test("execRaw() sends the options as they are", () => {
  assertEquals(execRaw("Dial", "a&b,20,gm(jazz)").args, ["Dial", "a&b,20,gm(jazz)"]);
  assertEquals(execRaw("NoOp").args, ["NoOp"]);
  assertEquals(execRaw("Dial", "a,b").warning, undefined);
  assertThrows(() => execRaw(""), TypeError, 'Invalid application "": must be a non-empty string');
});

Deno.test("gosub() reads both lines, and how it ended", () => {
  const trying = "100 result=0 Trying...";
  const command = gosub("sub", "s");
  assertEquals(answer(command, `${trying}\n200 result=0 Gosub complete`), { completed: true });
  assertEquals(answer(command, `${trying}\n200 result=0 Gosub complete (abnormal exit)`), {
    completed: false,
  });
  assertEquals(answerIn("gosub", "GOSUB sub s 1", command), { completed: true });
  assertEquals(answerIn("gosub_hangup", "GOSUB sub noret 1", command), { completed: false });
  assertEquals(answerIn("gosub_noreturn", "GOSUB test gsnoret 1", command), { completed: false });
  assertEquals(command.hangupOnMinusOne, true);
});

Deno.test("gosub() fails where there is no such place", () => {
  const command = gosub("sub", "s");
  const label = "200 result=-1 Gosub label not found";
  assertThrows(() => answer(command, label), AgiAppError, '"Gosub label not found"');
  assertThrows(() => answer(command, "200 result=-1 Gosub failed"), AgiAppError, '"Gosub failed"');
  assertThrows(() => answer(command, "200 result=3 Gosub failed"), AgiAppError);
  const memory = "503 result=-2 Memory allocation failure";
  assertThrows(() => answer(command, memory), AgiAppError, "Asterisk is out of memory (503)");
  assertThrows(() => answer(command, "200 result=0"), AgiUnknownError);
  assertThrows(() => answerIn("gosub", "GOSUB nowhere s 1", command), AgiAppError, "not found");
});

Deno.test("gosub() sends a priority or a label, and arguments in one word", () => {
  const options = { priority: "label", args: ["a b", 2, "", "(c)"] };
  assertEquals(gosub("sub", 100, options).args, ["sub", "100", "label", "a b,2,,(c)"]);
  assertEquals(gosub("sub", "s", { priority: 7, args: [] }).args, ["sub", "s", "7"]);
});

Deno.test("gosub() refuses arguments that Asterisk would cut", () => {
  for (const argument of ["a,b", 'say "hi"', "back\\slash", "(", "a)", "]["]) {
    assertThrows(
      () => gosub("sub", "s", { args: ["ok", argument] }),
      TypeError,
      `Invalid args[1]: must not contain commas, quotes`,
    );
  }
  const args = new Array(101).fill("a");
  assertThrows(
    () => gosub("sub", "s", { args }),
    RangeError,
    "Invalid args of length 101: must be",
  );
  assertEquals(gosub("sub", "s", { args: args.slice(1) }).args.length, 4);
});

Deno.test("gosub() refuses places that are none", () => {
  for (const place of ["", "a,b", "a(b"]) {
    const message = `"${place}": must not be empty or contain commas or parentheses`;
    assertThrows(() => gosub(place, "s"), TypeError, `Invalid context ${message}`);
    assertThrows(() => gosub("sub", place), TypeError, `Invalid extension ${message}`);
  }
  assertThrows(() => gosub("sub", "s", { priority: 0 }), RangeError, "Invalid priority *: must be");
  assertThrows(() => gosub("sub", "s", { priority: "1x" }), TypeError, 'Invalid priority "*x"');
});

Deno.test("setContext() and setExtension() read 0, and refuse empty names", () => {
  for (const command of [setContext("c"), setExtension(100)]) {
    assertEquals(answer(command, "200 result=0"), undefined);
  }
  assertEquals(setExtension(100).args, ["100"]);
  assertEquals(answerIn("set_context", "SET CONTEXT test", setContext("test")), undefined);
  assertThrows(() => setContext(""), TypeError, 'Invalid context "": must be a non-empty string');
  assertThrows(() => setExtension(""), TypeError, 'Invalid extension ""');
});

Deno.test("setPriority() sends numbers and labels", () => {
  for (const priority of [1, "1", "99", "label", "après", "n2"]) {
    assertEquals(setPriority(priority).args, [`${priority}`]);
  }
  assertEquals(answerIn("set_priority_label", "SET PRIORITY lab", setPriority("lab")), undefined);
  const unknown = () =>
    answerIn("set_priority_label", "SET PRIORITY nolabel", setPriority("nolabel"));
  assertThrows(unknown, AgiUsageError);
});

Deno.test("setPriority() refuses what Asterisk would take for a number", () => {
  for (const priority of ["", "1x", "0", "-1", "+1", " 1", "1.5"]) {
    assertThrows(
      () => setPriority(priority),
      TypeError,
      `Invalid priority "${
        priority.replaceAll(/\d/g, "*")
      }": must be a positive number, or a label`,
    );
  }
  for (const priority of [0, -1, 1.5, NaN, 2 ** 31]) {
    assertThrows(
      () => setPriority(priority),
      RangeError,
      `Invalid priority ${shown(priority)}: must be an integer from 1 to 2147483647`,
    );
  }
});
