import { assertEquals } from "@std/assert";
import { headersOf, readBody, readRequest } from "../../../src/cli/http/http_request.ts";

/** A connection on which these texts come, one after the other. */
function from(...texts: readonly string[]): Pick<Deno.Conn, "read"> {
  const chunks = texts.map((text) => new TextEncoder().encode(text));
  return {
    read(target) {
      const chunk = chunks.shift();
      if (chunk !== undefined) target.set(chunk);
      return Promise.resolve(chunk?.length ?? null);
    },
  };
}

Deno.test("readRequest() reads a head that comes byte by byte, and leaves the body", async () => {
  const head = "POST /a/b?c=d HTTP/1.1\r\nHost: x:1\r\nContent-Length: 5\r\n\r\n";
  const conn = from(...head, "ab", "cde");
  const request = await readRequest(conn);
  assertEquals([request?.method, request?.path, request?.query], ["POST", "/a/b", "c=d"]);
  const headers = request && headersOf(request);
  assertEquals([...headers ?? []], [["content-length", "5"], ["host", "x:1"]]);
  const rest = request?.rest ?? new Uint8Array();
  const body = await readBody(conn, { rest, headers: headers ?? new Headers(), max: 5 });
  assertEquals(body, new TextEncoder().encode("abcde"));
});

Deno.test("readRequest() returns what has come of the body with the head", async () => {
  const request = await readRequest(from("GET / HTTP/1.1\n\nabc"));
  assertEquals(new TextDecoder().decode(request?.rest), "abc");
});

Deno.test("readRequest() returns undefined for what is not HTTP, ends early or is too long", async () => {
  for (
    const text of [
      "",
      "GET / HTTP/1.1\r\nHost: x\r\n",
      "GET / HTTP/2\r\n\r\n",
      "get / HTTP/1.1\n\n",
    ]
  ) assertEquals(await readRequest(from(text)), undefined, text);
  const long = `GET / HTTP/1.1\r\nX: ${"x".repeat(100)}\r\n\r\n`;
  assertEquals(await readRequest(from(...long), 100), undefined);
  assertEquals((await readRequest(from(...long), 200))?.method, "GET");
});

Deno.test("headersOf() returns undefined if a header is invalid, and joins those of one name", () => {
  const headers = (...lines: string[]) =>
    headersOf({ method: "GET", path: "/", query: "", lines, rest: new Uint8Array() });
  assertEquals(headers("Host: a", "host:b ")?.get("host"), "a, b");
  for (const line of ["none", ": x", "a b: c", " folded: x", "x: \0", "é: x"]) {
    assertEquals(headers(line), undefined, line);
  }
});

Deno.test("readBody() refuses a body that is too long, of no known length, or incomplete", async () => {
  const read = (fields: Record<string, string>, ...texts: string[]) =>
    readBody(from(...texts), { rest: new Uint8Array(), headers: new Headers(fields), max: 10 });
  assertEquals(await read({ "content-length": "11" }, "x".repeat(11)), 413);
  assertEquals(await read({ "content-length": "9".repeat(400) }, "{}"), 413);
  assertEquals(await read({}, "{}"), 411);
  assertEquals(await read({ "content-length": "2", "transfer-encoding": "chunked" }), 411);
  for (const length of ["", "-1", "+2", "1.5", "0x2", "2, 2", "2, 3", "NaN"]) {
    assertEquals(await read({ "content-length": length }, "{}"), 400, length);
  }
  assertEquals(await read({ "content-length": "3" }, "{}"), 400);
});
