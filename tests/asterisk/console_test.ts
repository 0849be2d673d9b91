/**
 * The console of a server that a real Asterisk calls.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { CallSummary, Step } from "../../src/cli/console/messages.ts";
import { ConsoleLists } from "../cli/console/console_lists.ts";
import { Folder, Program } from "../cli/program.ts";
import { Asterisk } from "./harness/asterisk.ts";

const PIN = `
export default async (channel) => {
  await channel.answer();
  const { digits } = await channel.getData("beep", { timeout: 9000, maxDigits: 4 });
  console.log("the caller entered " + digits);
  await channel.databasePut("pin", "last", digits);
  await channel.sayDigits(digits, { escapeDigits: "#" });
  await channel.exec("Wait", "0.5");
  await channel.getData("", { timeout: 60_000 });
};
`;

/** Starts a server on free ports. */
async function start(folder: Folder, ...options: string[]): Promise<[Program, port: string]> {
  await folder.write("pin.ts", PIN);
  const program = new Program(["serve", "--port=0", "--console=0", "pin.ts", ...options], {
    cwd: folder.path,
  });
  const [, port = ""] = /port=(\d+)/.exec(await program.logged(/listening/)) ?? [];
  return [program, port];
}

/** Lets a caller enter 4711 and hang up; returns the call as the console shows it, and its steps. */
async function callPin(
  asterisk: Asterisk,
  lists: ConsoleLists,
  port: string,
): Promise<{ call: CallSummary; steps: readonly Step[] }> {
  const placed = await asterisk.originate({
    agi: `agi://127.0.0.1:${port}/pin`,
    set: { "CALLERID(num)": "5551234", "CALLERID(name)": "Ann" },
    caller: { exten: "dtmf", digits: "4711", delayMs: 800 },
  });
  const found = () => [...lists.calls.values()].find(({ channel }) => channel === placed.channel);
  await lists.until(() => found()?.verb === "GET DATA" && found()?.waiting === "caller");
  await lists.until(() => found()?.verb === "SAY DIGITS");
  await lists.until(() => found()?.verb === "GET DATA");
  await placed.hangup();
  await lists.until(() => found()?.end !== undefined);
  const call = found();
  assert(call !== undefined);
  return { call, steps: await lists.steps(call.id) };
}

Deno.test("the console shows calls of a real Asterisk, with masked digits", async () => {
  await using asterisk = await Asterisk.start();
  await using folder = await Folder.make();
  const [server, port] = await start(folder);
  await using program = server;
  await using lists = await ConsoleLists.open(program);
  const { call, steps } = await callPin(asterisk, lists, port);
  assertEquals([call.callerId, call.callerName, call.route], ["5551234", "Ann", "/pin"]);
  assertEquals(call.end?.outcome, "hangup");
  const lines = steps.flatMap((step) => {
    switch (step.kind) {
      case "command":
        return [step.line];
      case "reply":
        return [`${step.verb} ${step.result}`];
      case "log":
        return [step.message];
      case "hangup":
      case "end":
        return [step.kind];
    }
    return [];
  });
  assertEquals(lines, [
    ...["ANSWER", "ANSWER 0"],
    ...['GET DATA "beep" "9000" "4"', "GET DATA ****"],
    "the caller entered ****",
    ...['DATABASE PUT "pin" "last" "****"', "DATABASE PUT 1"],
    ...['SAY DIGITS "****" "#"', "SAY DIGITS 0"],
    ...['EXEC "Wait" "*.*"', "EXEC 0"],
    // After -1, the session finds out by CHANNEL STATUS that the caller is gone.
    ...['GET DATA "" "60000" "1023"', "GET DATA -1", "CHANNEL STATUS", "hangup", "end"],
  ]);
  // It took about as long as on the telephone: the second GET DATA began after four digits were said.
  const [first, second] = steps.filter((step) => step.kind === "reply" && step.verb === "GET DATA");
  assert(first !== undefined && second !== undefined && second.at - first.at > 1500);
  const all = JSON.stringify(steps) + await lists.text(`calls/${call.id}/recording`);
  assert(!all.includes("4711"), all);
});

Deno.test("the console shows digits of a real caller with --console-digits", async () => {
  await using asterisk = await Asterisk.start();
  await using folder = await Folder.make();
  const [server, port] = await start(folder, "--console-digits");
  await using program = server;
  await using lists = await ConsoleLists.open(program);
  const { call, steps } = await callPin(asterisk, lists, port);
  const replies = steps.flatMap((step) => step.kind === "reply" ? [step.result] : []);
  assertEquals(replies, ["0", "4711", "1", "0", "0", "-1"]);
  assert((await lists.text(`calls/${call.id}/test`)).includes("4711"));
});
