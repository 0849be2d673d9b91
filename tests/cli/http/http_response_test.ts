import { assertEquals, assertRejects } from "@std/assert";
import { type ClientConn, sendResponse } from "../../../src/cli/http/http_response.ts";

/** A client, and what it has read. */
class Client implements ClientConn {
  text = "";
  reads = true;
  readonly gone = Promise.withResolvers<number | null>();

  read(): Promise<number | null> {
    return this.gone.promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    if (!this.reads) return new Promise(() => {});
    this.text += new TextDecoder().decode(bytes);
    return Promise.resolve(bytes.length);
  }

  closeWrite(): Promise<void> {
    this.gone.resolve(null);
    return Promise.resolve();
  }
}

/** A response with events, and whether they are wanted no more. */
function events(): { response: Response; canceled: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
    cancel: () => resolve(),
  });
  const headers = { "content-type": "text/event-stream" };
  return { response: new Response(body, { headers }), canceled: promise };
}

Deno.test("sendResponse() sends the head and the body, and for HEAD the head only", async () => {
  for (const [method, body] of [["GET", "hello"], ["HEAD", ""]] as const) {
    const client = new Client();
    const response = new Response("hello", { status: 404, headers: { "content-type": "a/b" } });
    await sendResponse(client, { response, method });
    const head = "content-type: a/b\r\ncontent-length: 5\r\nconnection: close";
    assertEquals(client.text, `HTTP/1.1 404 Not Found\r\n${head}\r\n\r\n${body}`);
  }
});

Deno.test("sendResponse() sends events until the client disconnects", async () => {
  const client = new Client();
  const { response, canceled } = events();
  const sent = sendResponse(client, { response, method: "GET" });
  while (!client.text.endsWith("data: 1\n\n")) await Promise.resolve();
  client.gone.resolve(null);
  await canceled;
  await sent;
});

Deno.test("sendResponse() sends no events for HEAD", async () => {
  const client = new Client();
  const { response, canceled } = events();
  await sendResponse(client, { response, method: "HEAD" });
  await canceled;
  const head = "content-type: text/event-stream\r\nconnection: close";
  assertEquals(client.text, `HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
});

Deno.test("sendResponse() gives up a client that stops reading", async () => {
  for (const method of ["GET", "HEAD"]) {
    const client = new Client();
    client.reads = false;
    const { response, canceled } = events();
    const sent = sendResponse(client, { response, method, maxStall: 10 });
    await assertRejects(() => sent, Error, "The client does not read");
    await canceled;
  }
});
