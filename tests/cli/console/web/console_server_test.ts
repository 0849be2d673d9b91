import { assert, assertEquals } from "@std/assert";
import { asteriskEnd } from "../../../../src/cli/dial/asterisk_end.ts";
import { Peer } from "../../../peer.ts";
import { Folder, PROGRAM, Program } from "../../program.ts";

const HANDLER = `export default async (channel) => {
  const { digits } = await channel.getData("pin", { maxDigits: 4 });
  await channel.verbose("entered " + digits);
};
`;

/** The address of the page that a program logs or prints. */
async function urlOf(program: Program): Promise<string> {
  const [url = ""] = /http:[^\s"]+/.exec(await program.logged(/ console /)) ?? [];
  return url;
}

/** Sends a request as it stands, and returns the answer's head and body. */
async function send(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  using conn = await Deno.connect({ hostname, port: Number(port) });
  await conn.write(new TextEncoder().encode(request.replaceAll("\n", "\r\n")));
  return await new Response(conn.readable).text();
}

/** Places a call of an Asterisk whose caller enters 47*1, which no time or port can contain. */
async function call(program: Program): Promise<void> {
  await using peer = await program.call("pin");
  await peer.line();
  await peer.say("200 result=47*1\n");
  await peer.line();
  await peer.say("200 result=1\n");
  while (await peer.line() !== null);
}

Deno.test("tipring serve --console answers only with token, host and origin, and is read-only", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.js", HANDLER);
  await using program = new Program(["serve", file, "--port=0", "--console=0"]);
  const url = await urlOf(program);
  const { host, pathname } = new URL(url);
  const get = (path: string, more = "", name = host) =>
    send(url, `GET ${path} HTTP/1.1\nHost: ${name}\n${more}Connection: close\n\n`);
  const page = await get(pathname);
  assert(page.startsWith("HTTP/1.1 200"), page);
  assert(/content-security-policy: default-src 'none'; script-src 'self'/i.test(page), page);
  const invalid = await send(url, "GET\n\n");
  for (const answer of [page, invalid, await get("/"), await get(`${pathname}none`)]) {
    for (
      const header of [
        "cache-control: no-store",
        "content-security-policy: default-src 'none'",
        "cross-origin-embedder-policy: require-corp",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-resource-policy: same-origin",
        "permissions-policy: camera=(), ",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "x-frame-options: DENY",
      ]
    ) assert(answer.includes(`\r\n${header}`), `${header} is not in ${answer}`);
  }
  for (const path of ["/", "/settings.json", "/x/settings.json", "/page.js"]) {
    assert((await get(path)).startsWith("HTTP/1.1 403"), path);
  }
  assert((await get(pathname, "", "evil.example")).startsWith("HTTP/1.1 421"));
  assert((await get(pathname, "Origin: http://evil.example\n")).startsWith("HTTP/1.1 403"));
  const post = await send(
    url,
    `POST ${pathname}phone/calls HTTP/1.1\nHost: ${host}\nContent-Type: application/json\n` +
      "Content-Length: 2\nConnection: close\n\n{}",
  );
  assert(post.startsWith("HTTP/1.1 405"), post);
});

Deno.test("tipring serve --console logs its address at each --log-level", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.js", HANDLER);
  for (const [level, shown] of [["debug", "INFO"], ["warn", "WARN"], ["error", "ERROR"]]) {
    const more = ["--port=0", "--console=0", `--log-level=${level}`];
    await using program = new Program(["serve", file, ...more]);
    const line = await program.logged(/ console url=http:/);
    assert(line.includes(` ${shown} `), line);
  }
});

Deno.test("tipring serve --console masks digits unless --console-digits is given", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.js", HANDLER);
  for (const shown of [false, true]) {
    const more = shown ? ["--console-digits"] : [];
    await using program = new Program(["serve", file, "--port=0", "--console=0", ...more]);
    const url = await urlOf(program);
    await call(program);
    const text = async (path: string) => await (await fetch(`${url}${path}`)).text();
    const everything = [
      await text("calls/1/recording"),
      await text("calls/1/wire/0"),
      await firstEvent(`${url}steps?calls=1`),
      await firstEvent(`${url}events`),
    ];
    const [recording = "", wire = ""] = everything;
    assert(recording.includes('GET DATA "pin"'), recording);
    assertEquals(wire.match(/[<>] \w+/g), ["> GET", "< 200"]);
    assertEquals(everything.some((part) => part.includes("47*1")), shown, everything.join("\n"));
    const test = await fetch(`${url}calls/1/test`);
    assertEquals(test.status, shown ? 200 : 409);
    await test.body?.cancel();
  }
});

Deno.test("tipring dev calls a FastAGI server elsewhere, and refuses what is not a call", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.js", HANDLER);
  await using program = new Program(["dev", file, "--port=0", "--console=0"]);
  const [url = ""] = /http:\S+/.exec(await program.peer.line() ?? "") ?? [];
  const post = async (path: string, body: unknown, type = "application/json") => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": type },
      body: JSON.stringify(body),
    });
    return [response.status, await response.text()] as const;
  };
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const target = `agi://127.0.0.1:${listener.addr.port}/menu`;
  assertEquals(await post("phone/calls", { target }), [201, '{"id":1}']);
  {
    // The other server: it has an AGI conversation as the handler's side.
    await using server = new Peer(asteriskEnd(await listener.accept()));
    while (await server.line() !== "");
    await server.say('STREAM FILE hello "1"\n');
    await pressed(post);
    assertEquals(/^200 result=49 endpos=\d+$/.test(await server.line() ?? ""), true);
  }
  const steps = await eventWith(`${url}steps?calls=1`, '"kind":"end"');
  for (const part of ['"verb":"STREAM FILE"', '"result":"49"', '"outcome":"completed"']) {
    assert(steps.includes(part), steps);
  }
  const [, n] = /"kind":"command"[^}]*"n":(\d+)/.exec(steps) ?? [];
  const wire = await (await fetch(`${url}calls/1/wire/${n}`)).text();
  assert(wire.startsWith("> STREAM FILE hello"), wire);
  assertEquals((await post("phone/calls", { target: "http://x" }))[0], 400);
  assertEquals((await post("phone/calls", { target }, "text/plain"))[0], 415);
  assertEquals((await post("phone/calls/77", { deed: "hangup" }))[0], 404);
  assertEquals((await post("phone/calls/1", { deed: "dance" }))[0], 400);
  assertEquals((await post("phone/calls", "x".repeat(100_000)))[0], 413);
  for (const body of [null, 1, "x", [], [{ target: "/pin" }]]) {
    assertEquals(await post("phone/calls", body), [
      400,
      "Invalid body: must be a JSON object in UTF-8\n",
    ]);
  }
});

for (const workers of [[], ["--workers=1"]]) {
  const how = workers.length === 0 ? "one process" : "a supervisor";
  Deno.test(`tipring serve --console answers while 1,000 hostile connections say little, in ${how}`, async () => {
    await using folder = await Folder.make();
    const file = await folder.write("pin.js", HANDLER);
    await using program = new Program(["serve", file, "--port=0", "--console=0", ...workers], {
      // The connections of the test take as many in this process.
      command: ["sh", "-c", 'ulimit -n 200; exec "$0" "$@"', ...PROGRAM],
      deadline: 60_000,
    });
    const url = await urlOf(program);
    await program.logged(/ listening /);
    const { hostname, port, host } = new URL(url);
    const lists = await fetch(`${url}events`);
    const reader = lists.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert((await reader?.read())?.value?.startsWith("data: "));
    const starts = ["", "GET / HTTP/1.1\r\nX: ", `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`];
    const conns: Deno.TcpConn[] = [];
    for (let count = 0; count < 1000; count++) {
      const conn = await Deno.connect({ hostname, port: Number(port) });
      conns.push(conn);
      const start = starts[count % starts.length] ?? "";
      await conn.write(new TextEncoder().encode(start)).catch(() => {});
    }
    const response = await fetch(url);
    assertEquals(response.status, 200);
    await response.body?.cancel();
    await call(program);
    // The page that was open is still served.
    for (let text = ""; !text.includes('"outcome":"completed"');) {
      const { value, done } = await reader?.read() ?? { done: true };
      assert(!done, text);
      text += value;
    }
    await reader?.cancel();
    for (const conn of conns) conn.close();
    assert(!program.stderr.includes("accept"), program.stderr);
  });
}

Deno.test("tipring serve --console ends a connection that says little, and limits what it reads", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.js", HANDLER);
  await using program = new Program(["dev", file, "--port=0", "--console=0"]);
  const [url = ""] = /http:\S+/.exec(await program.peer.line() ?? "") ?? [];
  const { host, pathname } = new URL(url);
  const begun = performance.now();
  const post = `POST ${pathname}phone/calls HTTP/1.1\nHost: ${host}\n`;
  const json = `${post}Content-Type: application/json\n`;
  const [slow, slowBody, long, chunked, broken, header] = await Promise.all([
    send(url, "GET /"),
    send(url, `${json}Content-Length: 100\n\n{`),
    send(url, `${json}Content-Length: 100000000\n\n{`),
    send(url, `${json}Transfer-Encoding: chunked\n\n2\n{}\n0\n\n`),
    send(url, "GET\n\n"),
    send(url, `GET ${pathname} HTTP/1.1\nHost: ${host}\nno header\n\n`),
  ]);
  assertEquals([slow, slowBody], ["", ""]);
  for (
    const [status, answer] of [
      ["413 Content Too Large", long],
      ["411 Length Required", chunked],
      ["400 Bad Request", broken],
      ["400 Bad Request", header],
    ]
  ) assert(answer?.startsWith(`HTTP/1.1 ${status}\r\n`), answer);
  const passed = performance.now() - begun;
  assert(passed < 15_000, `${passed} ms`);
});

Deno.test("tipring serve --console takes 16 browsers, and another when one has left", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.js", HANDLER);
  await using program = new Program(["serve", file, "--port=0", "--console=0"]);
  const url = await urlOf(program);
  const open = async (path: string) => {
    const left = new AbortController();
    return { response: await fetch(`${url}${path}`, { signal: left.signal }), left };
  };
  const lists = await Promise.all(Array.from({ length: 16 }, () => open("events")));
  const { response } = await open("events");
  assertEquals(
    [response.status, await response.text()],
    [503, "too many browsers are connected\n"],
  );
  // Each of the others can show a call.
  const steps = await Promise.all(Array.from({ length: 16 }, () => open("steps?calls=1")));
  for (const { response } of [...lists, ...steps]) assertEquals(response.status, 200);
  lists[0]?.left.abort();
  // The server notices it when it writes next.
  let admitted = await open("events");
  while (admitted.response.status === 503) {
    await admitted.response.body?.cancel();
    admitted = await open("events");
  }
  assertEquals(admitted.response.status, 200);
  for (const { left } of [...lists, ...steps, admitted]) left.abort();
});

Deno.test("tipring serve --console-origin prints the address behind a tunnel, and admits its page", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.js", HANDLER);
  const origin = "https://dev.example.com";
  await using program = new Program([
    "dev",
    file,
    "--port=0",
    "--console=0",
    `--console-origin=${origin}/`,
  ]);
  const [url = ""] = /http:\S+/.exec(await program.peer.line() ?? "") ?? [];
  const { pathname, host: own } = new URL(url);
  assertEquals(await program.peer.line(), `or   ${origin}${pathname}`);
  const act = (host: string, from: string) =>
    send(
      url,
      `POST ${pathname}phone/calls/77 HTTP/1.1\nHost: ${host}\nOrigin: ${from}\n` +
        'Content-Type: application/json\nContent-Length: 17\n\n{"deed":"hangup"}',
    );
  // It is admitted, and there is no such call.
  for (const host of ["dev.example.com", own]) {
    assert((await act(host, origin)).startsWith("HTTP/1.1 404"), host);
    const refused = await act(host, "https://evil.example");
    assert(refused.startsWith("HTTP/1.1 403") && refused.includes("--console-origin"), refused);
  }
});

/** Presses 1 until a command listens: the sound begins a moment after its command. */
async function pressed(
  post: (path: string, body: unknown) => Promise<readonly [number, string]>,
): Promise<void> {
  while ((await post("phone/calls/1", { deed: "press", key: "1" }))[1] !== '{"heard":true}');
}

/** The first event of a stream. */
function firstEvent(url: string): Promise<string> {
  return eventWith(url, "data: ");
}

/** Reads a stream up to an event that has a text. */
async function eventWith(url: string, part: string): Promise<string> {
  const response = await fetch(url);
  let text = "";
  for await (const bytes of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += bytes;
    if (text.includes(part) && text.endsWith("\n\n")) break;
  }
  return text;
}
