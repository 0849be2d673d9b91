import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder, Program, run } from "../program.ts";

/** Opens the audio, and closes it. */
const HANDLER = `
import { openAudio } from "@tipring/agi/audio";
export default async (channel) => {
  const audio = await openAudio(channel);
  await audio.ended;
};
`;

/** The first port of some that are free, one after the other. */
function freePorts(count: number): number {
  for (let port = 20_000 + Math.floor(Math.random() * 20_000);; port += count) {
    const listeners: Deno.TcpListener[] = [];
    try {
      for (let add = 0; add < count; add++) {
        listeners.push(Deno.listen({ hostname: "127.0.0.1", port: port + add }));
      }
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    } finally {
      for (const listener of listeners) listener.close();
    }
  }
}

/** Calls, and returns the address to which Asterisk is to connect. */
async function addressOf(program: Program): Promise<string> {
  await using peer = await program.call("audio");
  const line = await peer.line() ?? "";
  const [, address = ""] = /^EXEC "AudioSocket" "[^,]*,(.*)"$/.exec(line) ?? [];
  return address;
}

Deno.test("tipring serve --audio-listen and --audio-announce say where Asterisk connects", async () => {
  await using folder = await Folder.make();
  await folder.write("audio.ts", HANDLER);
  const port = freePorts(1);
  const args = ["serve", "audio.ts", "--port=0", `--audio-listen=0.0.0.0:${port}`];
  for (
    const [announce, expected] of [["127.0.0.1", `127.0.0.1:${port}`], ["nat:9", "nat:9"]] as const
  ) {
    await using program = new Program([...args, `--audio-announce=${announce}`], {
      cwd: folder.path,
    });
    assertEquals(await addressOf(program), expected);
  }
});

Deno.test("tipring serve --audio-listen gives each worker a port of its range", async () => {
  await using folder = await Folder.make();
  await folder.write("audio.ts", HANDLER);
  const port = freePorts(4);
  await using program = new Program([
    ...["serve", "audio.ts", "--port=0", "--workers=2"],
    `--audio-listen=127.0.0.1:${port}-${port + 3}`,
  ], { cwd: folder.path });
  await program.logged(/listening worker=1/);
  await program.logged(/listening worker=2/);
  const ports = new Set<string>();
  await using stack = new AsyncDisposableStack();
  // The calls go on, so both workers keep their ports.
  while (ports.size < 2) {
    const peer = stack.use(await program.call("audio"));
    const [, found = ""] = /^EXEC "AudioSocket" ".*,127\.0\.0\.1:(\d+)"$/.exec(
      await peer.line() ?? "",
    ) ?? [];
    ports.add(found);
  }
  assertEquals(ports, new Set([`${port}`, `${port + 1}`]));
});

Deno.test("tipring serve refuses an address for audio that cannot be used", async () => {
  await using folder = await Folder.make();
  await folder.write("audio.ts", HANDLER);
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  for (
    const [args, status, message] of [
      [["--audio-listen=4574"], 2, 'Invalid --audio-listen "4574": must be HOST:PORT or HOST:PORT'],
      [["--audio-announce=a"], 2, "--audio-announce requires --audio-listen HOST:PORTS"],
      [
        ["--audio-listen=127.0.0.1:1", "--audio-announce=a:b"],
        2,
        'Invalid --audio-announce "a:b": must be HOST or HOST:PORT',
      ],
      [["--audio-listen=0.0.0.0:4574"], 1, "0.0.0.0:4574 requires --audio-announce HOST"],
      [
        ["--audio-listen=127.0.0.1:4574", "--workers=4"],
        1,
        "requires 8 ports, two for each worker, such as 127.0.0.1:4574-4581",
      ],
      [
        ["--audio-listen=0.0.0.0:4574-4575", "--audio-announce=a:9"],
        1,
        "--audio-announce a:9 must be without a port",
      ],
      [
        [`--audio-listen=127.0.0.1:${port}`],
        1,
        `at "127.0.0.1:${port}" failed: Address already in`,
      ],
      [["--audio-listen=192.0.2.1:4574"], 1, 'at "192.0.2.1:4574" failed: Cannot assign requested'],
      [
        [`--audio-listen=127.0.0.1:${port}`, "--workers=1"],
        1,
        "requires 2 ports",
      ],
    ] as const
  ) {
    const { code, stderr } = await run(["serve", "audio.ts", "--port=0", ...args], {
      cwd: folder.path,
    });
    assertEquals(code, status, stderr);
    assertStringIncludes(stderr, message);
    assertMatch(stderr, /^tipring: /);
  }
});

Deno.test("tipring serve checks the address for audio in its environment", async () => {
  await using folder = await Folder.make();
  await folder.write("audio.ts", HANDLER);
  for (
    const [listen, message] of [
      ["nonsense:", 'Invalid TIPRING_AUDIO_LISTEN "nonsense:": must be HOST:PORT'],
      ["0.0.0.0:4574", "TIPRING_AUDIO_LISTEN 0.0.0.0:4574 requires TIPRING_AUDIO_ANNOUNCE HOST"],
      ["127.0.0.1:4574", "TIPRING_AUDIO_LISTEN 127.0.0.1:4574 with --workers 2 requires 4 ports"],
    ] as const
  ) {
    const { code, stderr } = await run(["serve", "audio.ts", "--port=0", "--workers=2"], {
      cwd: folder.path,
      env: { TIPRING_AUDIO_LISTEN: listen },
    });
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, message);
  }
});
