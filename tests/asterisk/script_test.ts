/**
 * Handler files that a real Asterisk runs as AGI scripts.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { CLI, PROGRAM } from "../cli/program.ts";
import { Asterisk } from "./harness/asterisk.ts";

/** Starts an Asterisk whose AGI folder has `tipring`, and a handler file that begins with `#!`. */
async function start(handler: string): Promise<{ asterisk: Asterisk; file: string }> {
  const asterisk = await Asterisk.start();
  const program = `${asterisk.agiBin}/tipring`;
  await Deno.writeTextFile(
    program,
    `#!/bin/sh\nexec ${PROGRAM.map((word) => `"${word}"`).join(" ")} "$@"\n`,
    {
      mode: 0o755,
    },
  );
  const file = `${asterisk.agiBin}/handler.ts`;
  await Deno.writeTextFile(file, `#!/usr/bin/env -S ${PROGRAM.join(" ")}\n${handler}`, {
    mode: 0o755,
  });
  return { asterisk, file };
}

const GREETER = `
export default async function (channel, request) {
  console.log("this must not reach Asterisk", request.args);
  console.table([{ nor: "this" }]);
  await Deno.stdout.write(new TextEncoder().encode("HANGUP\\n"));
  const { digits } = await channel.getData("beep", { timeout: 5000, maxDigits: 2 });
  await channel.setVariable("GOT", [digits, ...request.args].join("/"));
}
`;

Deno.test("AGI() runs tipring with a handler file, digits and arguments", async () => {
  const { asterisk, file } = await start(GREETER);
  await using _asterisk = asterisk;
  for (const agi of [`tipring,${file},one,two words`, "handler.ts,one,two words"]) {
    const call = await asterisk.originate({
      agi,
      caller: { exten: "dtmf", digits: "42", delayMs: 700 },
      report: ["GOT"],
    });
    assertEquals(await call.status, "SUCCESS", await asterisk.stderr());
    assertEquals(await call.vars, { GOT: "42/one/two words" });
  }
  assertStringIncludes(await asterisk.stderr(), "this must not reach Asterisk");
});

Deno.test("AGI() tells a handler of the hangup by SIGHUP", async () => {
  const { asterisk, file } = await start(`
export default async function (channel) {
  await channel.setVariable("INSIDE", "yes");
  // The event may be seen, and the caller be hung up, before the reply has come.
  await channel.exec("UserEvent", "INSIDE").catch(() => {});
  if (!channel.signal.aborted) await new Promise((resolve) => channel.signal.addEventListener("abort", resolve));
  await channel.afterHangup.setVariable("REASON", channel.signal.reason.name);
}
`);
  await using _asterisk = asterisk;
  const inside = asterisk.ami.waitFor((message) => message.get("UserEvent") === "INSIDE");
  const call = await asterisk.originate({ agi: `tipring,${file}`, report: ["REASON"] });
  await inside;
  await call.hangup();
  assertEquals(await call.status, "HANGUP", await asterisk.stderr());
  assertEquals(await call.vars, { REASON: "AgiSighupHangup" });
});

Deno.test("AGI() shows a failure on Asterisk's console, with status FAILURE", async () => {
  const { asterisk, file } = await start(`
export default function () {
  throw new Error("the database is away");
}
`);
  await using _asterisk = asterisk;
  const call = await asterisk.originate({ agi: `tipring,${file}` });
  assertEquals(await call.status, "FAILURE");
  assertStringIncludes(await asterisk.log(), "tipring: Error: the database is away");
  assertStringIncludes(await asterisk.stderr(), "handler.ts");
});

Deno.test("AGI() goes on at once when a handler leaves work behind", async () => {
  const { asterisk, file } = await start(`
export default async function (channel) {
  setTimeout(() => {}, 60_000);
  channel.waitForDigit({ timeout: 60_000 });
}
`);
  await using _asterisk = asterisk;
  const call = await asterisk.originate({ agi: `tipring,${file}` });
  assertEquals(await call.status, "SUCCESS", await asterisk.stderr());
});

Deno.test("AGI() runs a handler file that opens the audio of its call", async () => {
  const { asterisk } = await start(`
import { openAudio, samplesOf } from "@tipring/agi/audio";

export default async function (channel) {
  let heard = 0;
  {
    await using audio = await openAudio(channel);
    for await (const frame of audio.readable) {
      if (samplesOf(frame).some((sample) => sample > 5000) && ++heard === 10) break;
    }
  }
  await channel.setVariable("HEARD", heard);
}
`);
  await using _asterisk = asterisk;
  const call = await asterisk.originate({
    agi: "handler.ts",
    caller: { exten: "tone" },
    report: ["HEARD"],
  });
  assertEquals(await call.status, "SUCCESS", await asterisk.stderr());
  assertEquals(await call.vars, { HEARD: "10" });
});

/** Writes to descriptor 1 while Asterisk plays, waits and is idle, with lines that are commands too. */
const CHATTY = `
import fs from "node:fs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const write = (text) => fs.writeSync(1, text);

export default async function (channel) {
  await channel.setVariable("V", "own");
  const got = [];
  write("before a command\\n");
  got.push(await channel.getVariable("V"));
  write("progress without a line end ... ");
  got.push(await channel.getVariable("V"));
  write("NOOP idle\\n");
  await pause(100);
  got.push(await channel.getVariable("V"));
  setTimeout(() => write("while it plays\\n"), 100);
  const { endpos } = await channel.streamFile("beep");
  got.push(endpos > 0 ? "played" : "not played");
  setTimeout(() => write("SET VARIABLE wrong\\n\\n"), 100);
  got.push(await channel.waitForDigit({ timeout: 400 }));
  for (let count = 0; count < 20; count++) {
    write("burst " + count + "\\n");
    await channel.setVariable("COUNT", count);
    got.push(Number(await channel.getVariable("COUNT")) === count ? "" : "wrong " + count);
  }
  await channel.setVariable("GOT", got.filter((text) => text !== "").join("/"));
}
`;

Deno.test("AGI() keeps a script in sync that writes other lines to standard output", async () => {
  const { asterisk, file } = await start(CHATTY);
  await using _asterisk = asterisk;
  const program = `${asterisk.agiBin}/without-ffi`;
  const words = [Deno.execPath(), "run", "--no-prompt", "--allow-read", CLI];
  await Deno.writeTextFile(
    program,
    `#!/bin/sh\nexec ${words.map((word) => `"${word}"`).join(" ")} "$@"\n`,
    { mode: 0o755 },
  );
  const call = await asterisk.originate({ agi: `without-ffi,${file}`, report: ["GOT", "COUNT"] });
  await call.status;
  assertEquals(await call.vars, { GOT: "own/own/own/played/", COUNT: "19" });
  assertStringIncludes(await asterisk.stderr(), "stray output: Asterisk answered 510");
});
