import { assertEquals, assertMatch } from "@std/assert";
import { ENVIRONMENT, Peer } from "../../peer.ts";
import { connectTls, tlsFile } from "../../tls.ts";
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
    await program.logged(/connection refused/),
    /WARN {2}connection refused call=1 peer=\S+ reason="Cannot do the TLS handshake: received corr/,
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
  assertMatch(stderr, /^tipring: Cannot use --cert \/nowhere\.crt: No such file or directory/);
});

Deno.test("tipring serve does not start with a key that is none, or another's", async () => {
  const cert = tlsFile("server.crt");
  const other = tlsFile("other.key");
  for (
    const [key, message] of [
      [cert, `Cannot use --key ${cert}: it must hold a private key in PEM, without a password`],
      [other, `Cannot use --cert ${cert} with --key ${other}: keys may not be consistent`],
    ] as const
  ) {
    // deno-lint-ignore no-await-in-loop -- one process at a time
    const { code, stderr } = await fail("--cert", cert, "--key", key);
    assertEquals([code, stderr.startsWith(`tipring: ${message}`)], [1, true], stderr);
  }
});

Deno.test("tipring serve takes one of --cert and --key for a mistake in usage", async () => {
  const { code, stderr } = await fail("--cert", tlsFile("server.crt"));
  assertEquals(code, 2);
  assertMatch(stderr, /^tipring: Cannot use --cert \S+: its private key is missing, --key FILE/);
});
