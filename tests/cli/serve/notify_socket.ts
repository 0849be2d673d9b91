/**
 * Plays systemd: prints what a service sends to the socket at the given path. A process of its own,
 * because it needs `--unstable-net`.
 *
 * @module
 */
const [path = ""] = Deno.args;
const { listenDatagram } = Deno as unknown as {
  listenDatagram(address: { transport: "unixpacket"; path: string }): {
    receive(): Promise<[Uint8Array, unknown]>;
  };
};
const socket = listenDatagram({ transport: "unixpacket", path });
console.error("open");
while (true) {
  const [bytes] = await socket.receive();
  console.error(new TextDecoder().decode(bytes));
}
