/**
 * A real stunnel in front of Asterisk, as README.md has it. Debian: `apt install stunnel4`.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { tcpDuplex } from "../../src/transport/tcp.ts";
import { Folder, Program } from "../cli/program.ts";
import { ENVIRONMENT, Peer } from "../peer.ts";
import { type Client, tlsFile } from "../tls.ts";
import { isInstalled } from "./installed.ts";

const HANDLER = "export default async (channel) => { await channel.verbose('hello'); };\n";

const ignore = !isInstalled("stunnel", "-version");
if (ignore) console.error("stunnel is not installed: the tests with a real one are skipped");

/** A port that is free now: stunnel does not say which it took. */
function freePort(): number {
  using listener = Deno.listen({ port: 0 });
  return listener.addr.port;
}

/** Starts stunnel with the certificate of a client, or none; returns it and its port. */
async function startStunnel(
  folder: Folder,
  { connect, client }: { connect: number; client: Client | undefined },
): Promise<[Program, number]> {
  const port = freePort();
  const own = client === undefined
    ? ""
    : `cert = ${tlsFile(`${client}.crt`)}\nkey = ${tlsFile(`${client}.key`)}\n`;
  const file = await folder.write(
    "stunnel.conf",
    `foreground = yes
pid =
[fastagi]
client = yes
accept = 127.0.0.1:${port}
connect = 127.0.0.1:${connect}
CAfile = ${tlsFile("ca.crt")}
verifyChain = yes
checkIP = 127.0.0.1
${own}`,
  );
  const stunnel = new Program([file], { command: ["stunnel"] });
  await stunnel.logged(/Configuration successful/);
  return [stunnel, port];
}

for (const client of ["client", "foreign", "self", undefined] as const) {
  const name = client === undefined ? "no certificate" : `the certificate "${client}"`;
  Deno.test({
    name: `tipring serve --client-ca with a stunnel that has ${name}`,
    ignore,
    async fn() {
      await using folder = await Folder.make();
      const handler = await folder.write("hello.ts", HANDLER);
      const tls = ["--cert", tlsFile("server.crt"), "--key", tlsFile("server.key")];
      const options = [...tls, "--client-ca", tlsFile("client_ca.crt")];
      await using program = new Program(["serve", "--port", "0", "--default", handler, ...options]);
      const [, connect] = /port=(\d+)/.exec(await program.logged(/listening/)) ?? [];
      const [stunnel, port] = await startStunnel(folder, { connect: Number(connect), client });
      await using _stunnel = stunnel;
      await using peer = new Peer(tcpDuplex(await Deno.connect({ port })));
      await peer.say(ENVIRONMENT);
      if (client === "client") {
        assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "hello" "1"');
        assertEquals(await peer.line(), null);
        await peer[Symbol.asyncDispose]();
        await program.logged(/call ends .* outcome=completed/);
      } else {
        assertMatch(
          await program.logged(/connection rejected/),
          / reason="TLS handshake failed: .*\(does the client have a certificate/,
        );
        assertEquals(await peer.line().catch(() => null), null);
      }
    },
  });
}
