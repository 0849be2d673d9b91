/**
 * Serves `examples/extension.ts`, and plays Asterisk's side of a real SIP call against it, which was
 * captured: the caller enters 123 and hangs up while the handler still looks it up.
 *
 * @module
 */
import handler from "../examples/extension.ts";
import { FastAgiServer } from "../mod.ts";
import { readCapture } from "../tests/testdata/captures.ts";

const decoder = new TextDecoder();
const ended = Promise.withResolvers<void>();
await using server = new FastAgiServer({
  port: 0,
  onEvent(event) {
    switch (event.type) {
      case "listen":
        console.log(`FastAGI server at ${event.addr.hostname}:${event.addr.port}\n`);
        break;
      case "hangup":
        console.log(`               channel.signal aborts: ${event.reason.name}`);
        break;
      case "call-end":
        console.log(`               the call ends: ${event.outcome}`);
        ended.resolve();
    }
  },
});
server.registerScriptHandler(null, handler);
const serving = server.serveForever();
const { port } = server.addr;

using conn = await Deno.connect({ hostname: "127.0.0.1", port });
const [environment, ...exchanges] = readCapture("sipp_dtmf_info").exchanges;
await say(environment?.received);
for (const { received } of exchanges) {
  const buffer = new Uint8Array(4096);
  const count = await conn.read(buffer);
  show("handler   >", decoder.decode(buffer.subarray(0, count ?? 0)));
  await say(received);
}
await ended.promise;
conn.close();
await server.shutdown();
await serving;
console.log("\nWith an Asterisk at hand: see README.md, In the dialplan.");

async function say(bytes: Uint8Array = new Uint8Array()): Promise<void> {
  show("Asterisk  <", decoder.decode(bytes));
  await conn.write(bytes);
}

function show(who: string, text: string): void {
  for (const line of text.split("\n")) if (line !== "") console.log(`${who}    ${line}`);
}
