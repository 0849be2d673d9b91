/**
 * What the tests of the audio examples share: speech, and a stand-in for a service.
 *
 * @module
 */

/** Samples of a tone, which any detector takes for speech. */
export function speech(milliseconds: number): Int16Array<ArrayBuffer> {
  return Int16Array.from(
    { length: milliseconds * 8 },
    (_, index) => 8000 * Math.sin(index * Math.PI / 8),
  );
}

/** How many milliseconds of these samples are loud. */
export function loudness(samples: Int16Array): number {
  let loud = 0;
  for (let at = 0; at + 80 <= samples.length; at += 80) {
    if (samples.subarray(at, at + 80).some((sample) => Math.abs(sample) > 1000)) loud += 10;
  }
  return loud;
}

/** A WebSocket server, until it is disposed of. */
export function webSocketServer(
  onSocket: (socket: WebSocket) => void,
): { url: string } & AsyncDisposable {
  const sockets = new Set<WebSocket>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    sockets.add(socket);
    onSocket(socket);
    return response;
  });
  return {
    url: `ws://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.close();
      await server.shutdown();
    },
  };
}

/** Sets a variable of the environment, until it is disposed of. */
export function setEnv(name: string, value: string): Disposable {
  const before = Deno.env.get(name);
  Deno.env.set(name, value);
  return {
    [Symbol.dispose]() {
      if (before === undefined) Deno.env.delete(name);
      else Deno.env.set(name, before);
    },
  };
}
