import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Recorder } from "../../src/recording/recorder.ts";
import { RecordingFile } from "../../src/recording/recording_file.ts";
import { memory, type Peer } from "../peer.ts";
import type { Duplex } from "../../src/transport/duplex.ts";
import { withFolder } from "./_with_folder.ts";

/** Reads a connection to its end, and closes it. */
async function listen({ readable, writable }: Duplex): Promise<void> {
  for await (const _ of readable);
  await writable.close();
}

async function call(recorder: Recorder, uniqueId: string): Promise<void> {
  const { duplex, peer } = memory();
  const listening = listen(recorder.tap(duplex, { id: 1, peer: "192.0.2.1:5" }));
  await say(peer, uniqueId);
  await listening;
  await recorder.flush();
}

async function say(peer: Peer, uniqueId: string): Promise<void> {
  await peer.say(`agi_network: yes\nagi_uniqueid: ${uniqueId}\n\n`);
  await peer.end();
  assertEquals(await peer.line(), null);
}

Deno.test("Recorder writes a file for each call that only its owner can read", () =>
  withFolder(async (folder) => {
    const recorder = new Recorder(`${folder}/a/b`);
    await call(recorder, "1700000000.1");
    const [file] = [...Deno.readDirSync(`${folder}/a/b`)];
    assertMatch(file?.name ?? "", /^\d{8}T\d{6}\.\d{3}Z-1700000000\.1\.txt$/);
    const path = `${folder}/a/b/${file?.name}`;
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
    assertMatch(lines.shift() ?? "", /^# call of 192\.0\.2\.1:5, begun at \d{4}-.*Z$/);
    assertEquals(lines, [
      "< agi_network: yes\\n",
      "< agi_uniqueid: 1700000000.1\\n",
      "< \\n",
      "# EOF: Asterisk closed the connection",
    ]);
  }));

Deno.test("Recorder lets no unique id lead out of its folder, and takes no name twice", () =>
  withFolder(async (folder) => {
    const recorder = new Recorder(`${folder}/in`);
    const ids = ["../../out", "/etc/x", "..", "", "a\0b", "x".repeat(5000), "1.1", "1.1", "1.1"];
    for (const id of ids) await call(recorder, id);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["in"]);
    const names = [...Deno.readDirSync(`${folder}/in`)].map(({ name }) => name);
    assertEquals(names.length, ids.length);
    for (const name of names) assertMatch(name, /^\d{8}T\d{6}\.\d{3}Z-[\w.-]{1,70}\.txt$/);
  }));

Deno.test("Recorder leaves no file of a connection on which no call came", () =>
  withFolder(async (folder) => {
    const recorder = new Recorder(folder);
    const { duplex, peer } = memory();
    const listening = listen(recorder.tap(duplex, { id: 1, peer: undefined }));
    await peer.say("GET / HTTP/1.1\r\n");
    await peer.end();
    await peer.line();
    await listening;
    await recorder.flush();
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("Recorder does not harm a call when its folder is gone, and tells once", () =>
  withFolder(async (folder) => {
    const errors: string[] = [];
    const recorder = new Recorder(`${folder}/gone`, {
      onError: (error, { id }) => errors.push(`${id} ${error.name}`),
    });
    Deno.removeSync(`${folder}/gone`);
    await call(recorder, "1.1");
    assertEquals(errors, ["1 NotFound"]);
  }));

Deno.test("Recorder refuses a folder that cannot be one", () => {
  assertThrows(() => new Recorder("/dev/null/x"), Error, "Cannot record into /dev/null/x: ");
});

Deno.test("RecordingFile keeps little for a disk that hangs, and tells why it ends", async () => {
  const errors: string[] = [];
  const file = new RecordingFile((error) => errors.push(error.message));
  const opened = Promise.withResolvers<Deno.FsFile>();
  file.open(() => opened.promise);
  for (let i = 0; i < 100; i++) file.write("x".repeat(100_000));
  assertEquals(errors, ["Recording stopped: the disk is too slow (1048576 bytes pending)"]);
  opened.reject(new Error("late"));
  await file.end();
  assertEquals(errors.length, 1);
});

Deno.test("RecordingFile writes all that it was given before it ends, in order", () =>
  withFolder(async (folder) => {
    const file = new RecordingFile((error) => assert(false, error.message));
    const path = `${folder}/x`;
    file.write("0\n");
    file.open(() => Deno.open(path, { write: true, createNew: true }));
    for (let i = 1; i < 1000; i++) {
      file.write(`${i}\n`);
      if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    await file.end();
    const expected = Array.from({ length: 1000 }, (_, i) => `${i}\n`).join("");
    assertEquals(Deno.readTextFileSync(path), expected);
  }));
