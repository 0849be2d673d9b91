/**
 * What it is compared with: the same three scripts over a raw socket, with no library. It reads into
 * one buffer, takes each read for one reply, and understands none. Prints its port.
 *
 * @module
 */
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const lines = (texts: string[]) => texts.map((text) => encoder.encode(`${text}\n`));

const scripts = new Map([
  [
    "short",
    lines([
      "ANSWER",
      'SET VARIABLE "bench" "1"',
      'GET VARIABLE "bench"',
      'STREAM FILE "hello-world" "" "0"',
      "HANGUP",
    ]),
  ],
  ["long", lines(["ANSWER", ...Array(1000).fill('GET VARIABLE "bench"')])],
  ["idle", lines(["ANSWER", 'WAIT FOR DIGIT "30000"'])],
]);

const listener = Deno.listen({
  hostname: "127.0.0.1",
  port: Number(Deno.args[0] ?? 0),
  tcpBacklog: 4096,
});
console.log(listener.addr.port);
for await (const conn of listener) talk(conn).catch(() => {}).finally(() => conn.close());

async function talk(conn: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(2048);
  let length = 0;
  while (buffer[length - 1] !== 10 || buffer[length - 2] !== 10) {
    const count = await conn.read(buffer.subarray(length));
    if (count === null) return;
    length += count;
  }
  const [, name = ""] = /agi_network_script: (\w+)/.exec(
    decoder.decode(buffer.subarray(0, length)),
  ) ?? [];
  for (const line of scripts.get(name) ?? []) {
    await conn.write(line);
    if (await conn.read(buffer) === null) return;
  }
  // Closes as a library must: its own direction first, then the rest.
  await conn.closeWrite();
  while (await conn.read(buffer) !== null);
}
