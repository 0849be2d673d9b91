/**
 * What is measured: `serve()` with the three scripts of the benchmark. Prints its port.
 *
 * @module
 */
import { type Handler, serve } from "../mod.ts";

const short: Handler = async (channel) => {
  await channel.answer();
  await channel.setVariable("bench", "1");
  await channel.getVariable("bench");
  await channel.streamFile("hello-world");
  await channel.hangup();
};

const long: Handler = async (channel) => {
  await channel.answer();
  for (let count = 0; count < 1000; count++) await channel.getVariable("bench");
};

const idle: Handler = async (channel) => {
  await channel.answer();
  await channel.waitForDigit({ timeout: 30_000 });
};

const server = serve(() => {}, { port: Number(Deno.args[0] ?? 0) });
server.registerScriptHandler("/short", short);
server.registerScriptHandler("/long", long);
server.registerScriptHandler("/idle", idle);
console.log(server.addr.port);
