/** A process with no descriptor left for an HTTP server, and then some. Prints what happens. */
import { HttpServer } from "../../src/transport/http_server.ts";

const stopped = Promise.withResolvers<void>();
await using server = new HttpServer({
  hostname: "127.0.0.1",
  port: 0,
  handle: () => new Response("here"),
  onStop: () => stopped.resolve(),
});
const { port } = server.addr;
const files: Deno.FsFile[] = [];
try {
  while (true) files.push(await Deno.open("/dev/null"));
} catch {
  // The process has as many open files as it may.
}
files.pop()?.close();
const conn = await Deno.connect({ port }).catch(() => undefined);
await stopped.promise;
console.log("stopped");
conn?.close();
for (const file of files) file.close();
while (true) {
  const response = await fetch(`http://127.0.0.1:${port}`).catch(() => undefined);
  if (response === undefined) continue;
  console.log(await response.text());
  break;
}
