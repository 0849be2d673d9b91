import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { Acceptor } from "../../src/transport/acceptor.ts";

function listen(): Acceptor {
  return new Acceptor(Deno.listen({ hostname: "127.0.0.1", port: 0 }));
}

/** Connects; the port of this end tells the other end which connection it has. */
async function connect(acceptor: Acceptor): Promise<Deno.TcpConn> {
  return await Deno.connect({ hostname: "127.0.0.1", port: acceptor.addr.port });
}

function portOf(conn: Deno.TcpConn | undefined): number | undefined {
  conn?.close();
  return conn?.remoteAddr.port;
}

Deno.test("Acceptor.next() hands out connections in the order of those who wait", async () => {
  using acceptor = listen();
  const waiting = [acceptor.next(Infinity), acceptor.next(Infinity), acceptor.next(Infinity)];
  const ports: number[] = [];
  for (const next of waiting) {
    using conn = await connect(acceptor);
    ports.push(conn.localAddr.port);
    assertEquals(portOf(await next), ports.at(-1));
  }
  assertEquals(new Set(ports).size, 3);
});

Deno.test("Acceptor.next() gives up in time, and loses no connection by that", async () => {
  using acceptor = listen();
  assertEquals(await acceptor.next(0), undefined);
  assertEquals(await acceptor.next(1), undefined);
  const patient = acceptor.next(Infinity);
  assertEquals(await acceptor.next(1), undefined);
  using first = await connect(acceptor);
  using second = await connect(acceptor);
  assertEquals(portOf(await patient), first.localAddr.port);
  assertEquals(portOf(await acceptor.next(Infinity)), second.localAddr.port);
});

Deno.test("Acceptor.next() holds the connection that comes when nobody waits any more", async () => {
  const { promise: conn, resolve: arrive } = Promise.withResolvers<Deno.TcpConn>();
  using acceptor = new Acceptor(fakeListener(() => conn));
  assertEquals(await acceptor.next(1), undefined);
  const held = fakeConn();
  arrive(held);
  await conn;
  assertStrictEquals(await acceptor.next(0), held);
});

Deno.test("Acceptor.next() tells one who waits why nothing can be accepted", async () => {
  const failure = new Error("Too many open files");
  const conn = fakeConn();
  let count = 0;
  using acceptor = new Acceptor(fakeListener(() => {
    return ++count === 1 ? Promise.reject(failure) : Promise.resolve(conn);
  }));
  const first = acceptor.next(Infinity);
  const second = acceptor.next(Infinity);
  assertStrictEquals(await assertRejects(() => first), failure);
  assertStrictEquals(await second, conn);
});

Deno.test("Acceptor.next() goes on when a peer resets its connection before it is accepted", async () => {
  const reset = new Deno.errors.NotConnected("Transport endpoint is not connected");
  const conn = fakeConn();
  const gone: Error[] = [];
  let count = 0;
  using acceptor = new Acceptor(
    fakeListener(() => ++count < 3 ? Promise.reject(reset) : Promise.resolve(conn)),
    (error) => gone.push(error),
  );
  assertStrictEquals(await acceptor.next(Infinity), conn);
  assertEquals(gone, [reset, reset]);
});

Deno.test("Acceptor.takeAll() takes every connection that nobody waits for", async () => {
  const acceptor = listen();
  const taken: (number | undefined)[] = [];
  let arrived = Promise.withResolvers<void>();
  const ended = acceptor.takeAll((conn) => {
    taken.push(portOf(conn));
    arrived.resolve();
  });
  using first = await connect(acceptor);
  await arrived.promise;
  const waiting = acceptor.next(Infinity);
  using second = await connect(acceptor);
  assertEquals(portOf(await waiting), second.localAddr.port);
  arrived = Promise.withResolvers();
  using third = await connect(acceptor);
  await arrived.promise;
  assertEquals(taken, [first.localAddr.port, third.localAddr.port]);
  acceptor[Symbol.dispose]();
  await ended;
  await acceptor.takeAll(() => assert(false, "nothing comes after the end"));
});

Deno.test("Acceptor.takeAll() begins with the connection that is held", async () => {
  const { promise: conn, resolve: arrive } = Promise.withResolvers<Deno.TcpConn>();
  let count = 0;
  using acceptor = new Acceptor(
    fakeListener(() => ++count === 1 ? conn : new Promise(() => {})),
  );
  assertEquals(await acceptor.next(1), undefined);
  const held = fakeConn();
  arrive(held);
  await conn;
  const taken: Deno.TcpConn[] = [];
  acceptor.takeAll((conn) => taken.push(conn));
  assertStrictEquals(taken[0], held);
  assertEquals(taken.length, 1);
});

Deno.test("Acceptor.takeAll() rejects when nothing can be accepted, and can be called again", async () => {
  const failure = new Error("Too many open files");
  const conn = fakeConn();
  let count = 0;
  using acceptor = new Acceptor(fakeListener(() => {
    if (++count === 1) return Promise.reject(failure);
    return count === 2 ? Promise.resolve(conn) : new Promise(() => {});
  }));
  assertStrictEquals(await assertRejects(() => acceptor.takeAll(() => {})), failure);
  const taken = Promise.withResolvers<Deno.TcpConn>();
  const ended = acceptor.takeAll(taken.resolve);
  assertStrictEquals(await taken.promise, conn);
  acceptor[Symbol.dispose]();
  await ended;
});

Deno.test("Acceptor[Symbol.dispose]() ends all waiting, and all that comes later", async () => {
  const acceptor = listen();
  const { port } = acceptor.addr;
  const waiting = [acceptor.next(Infinity), acceptor.next(60_000)];
  acceptor[Symbol.dispose]();
  acceptor[Symbol.dispose]();
  assertEquals(await Promise.all(waiting), [undefined, undefined]);
  assertEquals(await acceptor.next(Infinity), undefined);
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port }));
});

Deno.test("Acceptor[Symbol.dispose]() closes a connection that nobody took", async () => {
  const { promise: conn, resolve: arrive } = Promise.withResolvers<Deno.TcpConn>();
  const acceptor = new Acceptor(fakeListener(() => conn));
  assertEquals(await acceptor.next(1), undefined);
  let closed = 0;
  arrive(fakeConn(() => closed++));
  await conn;
  acceptor[Symbol.dispose]();
  assertEquals(closed, 1);
  assertEquals(await acceptor.next(Infinity), undefined);
});

Deno.test("Acceptor.stop() takes the connections that wait, then listens no more", async () => {
  const acceptor = listen();
  const { port } = acceptor.addr;
  const waiting: number[] = [];
  const conns: Deno.TcpConn[] = [];
  for (let count = 0; count < 5; count++) {
    const conn = await connect(acceptor);
    conns.push(conn);
    waiting.push(conn.localAddr.port);
  }
  const taken: (number | undefined)[] = [];
  await acceptor.stop((conn) => taken.push(portOf(conn)));
  assertEquals(taken, waiting);
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port }));
  for (const conn of conns) assertEquals(await conn.read(new Uint8Array(1)), null); // No reset.
  for (const conn of conns) conn.close();
});

Deno.test("Acceptor.stop() ends all waiting, and all that comes later", async () => {
  const acceptor = listen();
  const waiting = [acceptor.next(Infinity), acceptor.next(60_000)];
  const stopped = acceptor.stop(() => {});
  assertEquals(await Promise.all(waiting), [undefined, undefined]);
  assertEquals(await acceptor.next(Infinity), undefined);
  await stopped;
  await acceptor.stop(() => {});
});

Deno.test("Acceptor.stop() ends in a flood of connections", async () => {
  const conn = fakeConn();
  const acceptor = new Acceptor(fakeListener(() => Promise.resolve(conn)));
  let taken = 0;
  await acceptor.stop(() => taken++);
  assert(taken > 1000 && taken < 10_000, `${taken}`);
});

/** A listener whose connections come when the test wants. */
function fakeListener(accept: () => Promise<Deno.TcpConn>): Deno.TcpListener {
  return { accept, close() {} } as unknown as Deno.TcpListener;
}

function fakeConn(close: () => unknown = () => {}): Deno.TcpConn {
  return { close } as unknown as Deno.TcpConn;
}
