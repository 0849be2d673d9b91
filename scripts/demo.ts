/**
 * Serves the examples by FastAGI and calls one of them with a simulated Asterisk: a caller chooses a
 * language, enters a wrong PIN and the right one, and hears the balance. Time goes three times as fast.
 *
 * @module
 */
import bank from "../examples/bank.ts";
import businessHours from "../examples/business_hours.ts";
import callbackQueue from "../examples/callback_queue.ts";
import dialFallback from "../examples/dial_fallback.ts";
import pinBalance from "../examples/pin_balance.ts";
import tts from "../examples/tts.ts";
import voicemail from "../examples/voicemail.ts";
import { FastAgiServer } from "../mod.ts";
import { asteriskEnd } from "../src/cli/dial/asterisk_end.ts";
import { Keypad } from "../src/cli/dial/keypad.ts";
import { Narrator } from "../src/cli/dial/narrator.ts";
import { type Scheduler, setUpCall, SimulatedAsterisk } from "../src/testing/mod.ts";

/** How much faster than the world the time of the call goes. */
const SPEED = 3;

const EXAMPLES = {
  "/bank": bank,
  "/business_hours": businessHours,
  "/callback_queue": callbackQueue,
  "/dial_fallback": dialFallback,
  "/pin_balance": pinBalance,
  "/tts": tts,
  "/voicemail": voicemail,
} as const;

const clock: Scheduler = {
  now: () => performance.now() * SPEED,
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds / SPEED);
    return () => clearTimeout(timer);
  },
};

const narrator = new Narrator({
  write: (line) => console.log(`  ${line}`),
  color: !Deno.noColor,
});
await using server = new FastAgiServer({ port: 0 });
for (const [route, handler] of Object.entries(EXAMPLES)) {
  server.registerScriptHandler(route, handler);
}
const serving = server.serveForever();
const { hostname, port } = server.addr;
console.log(`A FastAGI server with examples/ at agi://${hostname}:${port}, and a call to it:\n`);
narrator.tell("dials", `agi://${hostname}:${port}/pin_balance as 5551234`);

const asterisk = new SimulatedAsterisk(asteriskEnd(await Deno.connect({ hostname, port })), {
  ...setUpCall({
    path: "pin_balance",
    callerId: "5551234",
    database: { "pin/5551234": "4711", "balance/5551234": "1250" },
  }),
  scheduler: clock,
  onEvent(event) {
    narrator.event(event);
    if (event.type === "command") keypad.begin(event.line);
    else if (event.type === "done") keypad.end();
  },
});
const keypad = new Keypad(["2", "9999", "4711"], {
  press: (key) => asterisk.channel.press(key),
  // People listen to a question before they answer.
  after: (milliseconds, callback) => clock.after(milliseconds * 4, callback),
});
await asterisk.run();
narrator.tell("ends", `AGISTATUS ${asterisk.status}`);
await server.shutdown();
await serving;
console.log(`
By hand: deno run -A cli.ts dial examples/voicemail.ts 5551234
With an Asterisk at hand: see README.md, Use it.`);
