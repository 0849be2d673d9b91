import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ENVIRONMENT, Peer } from "../../peer.ts";
import { connectTls, openTls, tlsFile } from "../../tls.ts";
import { type End, Folder, Program, run } from "../program.ts";

const FILES = ["--cert", tlsFile("server.crt"), "--key", tlsFile("server.key")];
const HANDLER = "export default async (channel) => { await channel.verbose('hello'); };\n";

/** Runs a server that does not get as far as that. */
async function fail(...options: string[]): Promise<End> {
  await using folder = await Folder.make();
  const file = await folder.write("hello.ts", HANDLER);
  return await run(["serve", "--port", "0", file, ...options], { cwd: folder.path });
}

Deno.test("tipring serve speaks TLS with --cert and --key, and logs a peer that does not", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("hello.ts", HANDLER);
  await using program = new Program(["serve", "--port", "0", "--default", file, ...FILES]);
  const [, port] = /port=(\d+)/.exec(await program.logged(/listening/)) ?? [];
  await using stranger = await program.call("hello");
  assertMatch(
    await program.logged(/connection rejected/),
    /WARN {2}connection rejected call=1 peer=\S+ reason="TLS handshake failed: received corr/,
  );
  await using peer = new Peer(await connectTls(Number(port)));
  await peer.say(ENVIRONMENT);
  assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "hello" "1"');
  assertEquals(await peer.line(), null);
  await Promise.all([peer[Symbol.asyncDispose](), stranger[Symbol.asyncDispose]()]);
  await program.logged(/call ends call=2 .* outcome=completed/);
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve does not start without a certificate that it can read", async () => {
  const { code, stderr } = await fail("--cert", "/nowhere.crt", "--key", tlsFile("server.key"));
  assertEquals(code, 1);
  assertMatch(stderr, /^tipring: Cannot read --cert \/nowhere\.crt: No such file or directory/);
});

Deno.test("tipring serve does not start with a key that is none, or another's", async () => {
  const cert = tlsFile("server.crt");
  const other = tlsFile("other.key");
  for (
    const [key, message] of [
      [cert, `Invalid --key ${cert}: must contain a PEM private key without a passphrase`],
      [
        other,
        `Invalid --cert ${cert} or --key ${other}: the key is not that of the certificate`,
      ],
    ] as const
  ) {
    const { code, stderr } = await fail("--cert", cert, "--key", key);
    assertEquals([code, stderr.startsWith(`tipring: ${message}`)], [1, true], stderr);
  }
});

Deno.test("tipring serve takes one of --cert and --key for a mistake in usage", async () => {
  const { code, stderr } = await fail("--cert", tlsFile("server.crt"));
  assertEquals(code, 2);
  assertMatch(stderr, /^tipring: --cert requires --key FILE\n/);
});

Deno.test("tipring serve takes only clients that --client-ca knows, and logs the others", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("hello.ts", HANDLER);
  const options = [...FILES, "--client-ca", tlsFile("client_ca.crt"), "--hostname", "0.0.0.0"];
  await using program = new Program(["serve", "--port", "0", "--default", file, ...options]);
  const [, port] = /port=(\d+)/.exec(await program.logged(/listening/)) ?? [];
  // It knows who may connect.
  assertEquals(program.stderr.includes("impersonate"), false);
  using stranger = await openTls(Number(port), "foreign");
  await program.logged(
    /WARN {2}connection rejected call=1 .*client certificate refused \(does the/,
  );
  await assertRejects(() => stranger.read(new Uint8Array(1)));
  await using peer = new Peer(await connectTls(Number(port), "client"));
  await peer.say(ENVIRONMENT);
  assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "hello" "1"');
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve does not start with a --client-ca that it cannot use", async () => {
  const key = tlsFile("server.key");
  const { code, stderr } = await fail(...FILES, "--client-ca", key);
  assertEquals([code, stderr.split("\n", 1)], [
    1,
    [`tipring: Invalid --client-ca ${key}: must contain a PEM certificate`],
  ]);
  const alone = await fail("--client-ca", tlsFile("client_ca.crt"));
  assertEquals(alone.code, 2);
  assertMatch(alone.stderr, /^tipring: --client-ca requires --cert FILE\n/);
});
