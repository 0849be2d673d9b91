import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { addressOf, AudioPeer } from "../../audio/audio_peer.ts";
import { readWavHeader } from "../../../src/audio/mod.ts";
import { Folder, Program, run } from "../program.ts";

const PIN = `
export default async (channel) => {
  const { digits } = await channel.getData("vm-password", { maxDigits: 4 });
  await channel.setVariable("PIN", digits);
};
`;

/** Serves a call with some options, and returns the folder of the recordings. */
async function record(folder: Folder, ...options: string[]): Promise<string> {
  await folder.write("pin.ts", PIN);
  const dir = `${folder.path}/calls`;
  const args = ["serve", "pin.ts", "--port", "0", "--record", dir, ...options];
  await using program = new Program(args, { cwd: folder.path });
  await using peer = await program.call("pin");
  assertEquals(await peer.answer("200 result=47*1\n"), 'GET DATA "vm-password" "0" "4"');
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "PIN" "47*1"');
  assertEquals(await peer.line(), null);
  await program.logged(/call ends/);
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
  return dir;
}

function onlyFile(dir: string): string {
  const [file, ...others] = [...Deno.readDirSync(dir)];
  assert(file !== undefined && others.length === 0);
  return `${dir}/${file.name}`;
}

Deno.test("tipring serve --record writes what tipring replay plays again", async () => {
  await using folder = await Folder.make();
  const file = onlyFile(await record(folder));
  assertMatch(file, /\/\d{8}T\d{6}\.\d{3}Z-1\.1\.txt$/);
  assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o600);
  assertEquals(
    // A slow machine notes the time between lines.
    Deno.readTextFileSync(file).split("\n").filter((line) => !line.startsWith("# t=")).slice(-7),
    [
      '> GET DATA "vm-password" "0" "4"\\n',
      "< 200 result=47*1\\n",
      '> SET VARIABLE "PIN" "47*1"\\n',
      "< 200 result=1\\n",
      "# responder shuts down its sending side",
      "# EOF: Asterisk closed the connection",
      "",
    ],
  );
  const { code, stdout, stderr } = await run(["replay", file, "pin.ts"], { cwd: folder.path });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, `No difference: pin.ts sent the 2 commands of ${file}.\n`);
});

Deno.test("tipring serve --mask-digits writes no digit of the caller", async () => {
  await using folder = await Folder.make();
  const file = onlyFile(await record(folder, "--mask-digits"));
  const text = Deno.readTextFileSync(file);
  assertEquals(text.includes("47*1"), false, text);
  assertStringIncludes(text, '< 200 result=****\\n\n> SET VARIABLE "PIN" "****"\\n\n');
  assertEquals((await run(["replay", file, "pin.ts"], { cwd: folder.path })).code, 0);
});

Deno.test("tipring serve --record-max deletes the oldest recordings", async () => {
  await using folder = await Folder.make();
  const dir = `${folder.path}/calls`;
  await Deno.mkdir(dir);
  const old = "20200101T000000.000Z-1.1.txt";
  await Deno.writeTextFile(`${dir}/${old}`, "x".repeat(2 ** 21));
  await Deno.writeTextFile(`${dir}/mine.txt`, "x".repeat(2 ** 21));
  await record(folder, "--record-max", "1");
  const names = [...Deno.readDirSync(dir)].map(({ name }) => name);
  assertEquals(names.length, 2);
  assert(names.includes("mine.txt") && !names.includes(old), `${names}`);
});

Deno.test("tipring serve --record-max-age deletes recordings that are older", async () => {
  await using folder = await Folder.make();
  const dir = `${folder.path}/calls`;
  await Deno.mkdir(dir);
  const daysAgo = (days: number) =>
    `${new Date(Date.now() - days * 86_400_000).toISOString().replaceAll(/[-:]/g, "")}-1.1.txt`;
  const kept = [daysAgo(2), "20200101T000000.000Z.txt", "mine.txt", "20209901T000000.000Z-1.1.txt"];
  for (const name of [...kept, daysAgo(4)]) await Deno.writeTextFile(`${dir}/${name}`, "x");
  await record(folder, "--record-max-age", "3");
  const names = [...Deno.readDirSync(dir)].map(({ name }) => name);
  assertEquals(names.filter((name) => kept.includes(name)).sort(), kept.sort());
  assertEquals(names.length, kept.length + 1);
});

Deno.test("tipring serve --record does not begin where it cannot record", async () => {
  await using folder = await Folder.make();
  await folder.write("pin.ts", PIN);
  await folder.write("file", "");
  const args = ["serve", "pin.ts", "--port", "0", "--record", "file"];
  const { code, stderr } = await run(args, { cwd: folder.path });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "tipring: Cannot record into file: ");
});

Deno.test("tipring serve goes on when the folder of its recordings is gone", async () => {
  await using folder = await Folder.make();
  await folder.write("pin.ts", PIN);
  const dir = `${folder.path}/calls`;
  const args = ["serve", "pin.ts", "--port", "0", "--record", dir];
  await using program = new Program(args, { cwd: folder.path });
  await program.logged(/listening/);
  await Deno.remove(dir);
  const begun = performance.now();
  for (let number = 1; number <= 20; number++) {
    await using peer = await program.call("pin");
    await peer.answer("200 result=47*1\n");
    await peer.answer("200 result=1\n");
    assertEquals(await peer.line(), null);
  }
  await program.logged(/ERROR recording failed call=1 /);
  program.kill("SIGTERM");
  const { stderr } = await program.end();
  const seconds = (performance.now() - begun) / 1000;
  const complaints = stderr.match(/cannot record/g) ?? [];
  // One a second, however many calls there are.
  assert(complaints.length <= 1 + seconds, stderr);
});

Deno.test("tipring serve refuses --mask-digits without --record, and a folder without a name", async () => {
  for (
    const [args, message] of [
      [["--mask-digits"], "--mask-digits requires --record DIR"],
      [["--record-max", "5"], "--record-max requires --record DIR"],
      [["--record-audio"], "--record-audio requires --record DIR"],
      [
        ["--record", "x", "--record-max", "0.5"],
        'Invalid --record-max "0.5": must be a whole number from 1 to 1000000000',
      ],
      [["--record-max-age", "5"], "--record-max-age requires --record DIR"],
      [
        ["--record", "x", "--record-max-age", "0"],
        'Invalid --record-max-age "0": must be a whole number from 1 to 36500',
      ],
      [["--record", ""], "--record requires a value: a folder"],
    ] as const
  ) {
    const { code, stderr } = await run(["serve", "pin.ts", ...args]);
    assertEquals([code, stderr.split("\n")[0]], [2, `tipring: ${message}`]);
  }
});

Deno.test("tipring serve --record-audio leaves a file that can be played although it is killed", async () => {
  await using folder = await Folder.make();
  await folder.write(
    "audio.ts",
    `
import { openAudio } from "@tipring/agi/audio";
export default async (channel) => {
  await using audio = await openAudio(channel);
  await audio.readable.pipeTo(audio.writable);
};
`,
  );
  const dir = `${folder.path}/calls`;
  await using program = new Program(
    ["serve", "audio.ts", "--port", "0", "--record", dir, "--record-audio"],
    { cwd: folder.path },
  );
  await using peer = await program.call("audio");
  using line = await AudioPeer.connect(addressOf(await peer.line()));
  for (let count = 0; count < 50; count++) {
    await line.speak(5000);
    await line.next();
  }
  program.kill("SIGKILL");
  await program.end();
  const [wav = ""] = Array.from(Deno.readDirSync(dir), ({ name }) => name)
    .filter((name) => name.endsWith(".wav"));
  const bytes = Deno.readFileSync(`${dir}/${wav}`);
  assertEquals(readWavHeader(bytes), {
    encoding: "pcm",
    rate: 8000,
    channels: 2,
    offset: 44,
    length: Infinity,
  });
  // All but the last half second, at 32 kB a second.
  assert(bytes.length > 10_000, `${bytes.length} bytes`);
});
