/**
 * Calls from an address that may not: `_stranger.ts HOST PORT COUNT`. Prints how many connections
 * were closed without a byte.
 *
 * @module
 */
const [hostname = "", port = "", count = ""] = Deno.args;
const ENVIRONMENT = new TextEncoder().encode("agi_network: yes\nagi_network_script: call\n\n");

let closed = 0;
for (let made = 0; made < Number(count); made++) {
  using conn = await Deno.connect({ hostname, port: Number(port) });
  const buffer = new Uint8Array(256);
  try {
    await conn.write(ENVIRONMENT);
    if (await conn.read(buffer) === null) closed++;
  } catch {
    closed++; // It was closed before the environment was written.
  }
}
console.log(closed);
