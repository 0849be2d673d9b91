import { assert, assertEquals, assertThrows } from "@std/assert";
import { Recorder } from "../../src/recording/recorder.ts";
import { Retention } from "../../src/recording/retention.ts";
import type { Duplex } from "../../src/transport/duplex.ts";
import { ENVIRONMENT, memory } from "../peer.ts";

/** The names of the files in a folder, and how many bytes they have together. */
async function read(folder: string): Promise<{ names: string[]; bytes: number }> {
  const names: string[] = [];
  let bytes = 0;
  for await (const { name } of Deno.readDir(folder)) {
    names.push(name);
    bytes += (await Deno.stat(`${folder}/${name}`)).size;
  }
  return { names: names.sort(), bytes };
}

/** Reads a connection to its end, and closes it. */
async function listen({ readable, writable }: Duplex): Promise<void> {
  for await (const _ of readable);
  await writable.close();
}

function nameOf(second: number): string {
  return `20261123T1727${`${second}`.padStart(2, "0")}.216Z-1.${second}`;
}

Deno.test("Retention deletes the oldest recordings, and nothing else", async () => {
  const folder = await Deno.makeTempDir();
  const write = (name: string, bytes: number) =>
    Deno.writeTextFile(`${folder}/${name}`, "x".repeat(bytes));
  await write("notes.txt", 5000);
  await write("00000000T000000.000Z.txt", 5000);
  for (const second of [3, 1, 2]) await write(`${nameOf(second)}.txt`, 400);
  const retention = new Retention(folder, { maxBytes: 1000 });
  retention.begin(nameOf(4));
  await write(`${nameOf(4)}.txt`, 400);
  await retention.end(nameOf(4), 400);
  const others = ["00000000T000000.000Z.txt", "notes.txt"];
  assertEquals((await read(folder)).names, [
    others[0],
    `${nameOf(3)}.txt`,
    `${nameOf(4)}.txt`,
    others[1],
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Retention keeps a recording that is being written, and survives a folder that is gone", async () => {
  const folder = await Deno.makeTempDir();
  const retention = new Retention(folder, { maxBytes: 100 });
  retention.begin(nameOf(1));
  for (const second of [1, 2]) {
    await Deno.writeTextFile(`${folder}/${nameOf(second)}.txt`, "x".repeat(300));
  }
  await retention.end(nameOf(2), 300);
  assertEquals((await read(folder)).names, [`${nameOf(1)}.txt`]);
  await Deno.remove(folder, { recursive: true });
  await retention.end(nameOf(1), 300);
});

Deno.test("Recorder keeps its folder below maxBytes", async () => {
  const folder = await Deno.makeTempDir();
  const recorder = new Recorder(folder, { maxBytes: 2000 });
  for (let id = 1; id <= 20; id++) {
    const { duplex, peer } = memory();
    const listening = listen(recorder.tap(duplex, { id, peer: "192.0.2.1:1" }));
    await peer.say(ENVIRONMENT);
    await peer.end();
    assertEquals(await peer.line(), null);
    await listening;
    await recorder.flush();
  }
  const { names, bytes } = await read(folder);
  assert(names.length > 3 && names.length < 15, `${names.length}`);
  assert(bytes <= 2000, `${bytes}`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Retention refuses a limit below one byte", () => {
  for (const limit of [0, -1, NaN]) {
    assertThrows(
      () => new Retention("/nowhere", { maxBytes: limit }),
      RangeError,
      `Invalid maxBytes ${limit}:`,
    );
    assertThrows(() => new Retention("/nowhere", { maxAge: limit }), RangeError, "Invalid maxAge");
  }
});

Deno.test("Retention deletes recordings of calls that began longer ago than maxAge", async () => {
  const folder = await Deno.makeTempDir();
  const { now } = Date;
  const begin = Date.UTC(2026, 10, 23, 17, 27, 0, 216);
  try {
    let time = begin + 60_000;
    Date.now = () => time;
    const retention = new Retention(folder, { maxAge: 60_000 });
    retention.begin(nameOf(1));
    // A folder and a link are not recordings, whatever their names.
    await Deno.mkdir(`${folder}/${nameOf(2)}.txt`);
    await Deno.symlink("/etc/hostname", `${folder}/${nameOf(3)}.txt`);
    for (const second of [0, 1, 4, 5]) {
      await Deno.writeTextFile(`${folder}/${nameOf(second)}.txt`, "x");
    }
    // Less than a twentieth of maxAge has passed since the start.
    time += 2999;
    await retention.end(nameOf(5), 1);
    assertEquals((await read(folder)).names.length, 6);
    time += 2000;
    await retention.end(nameOf(5), 1);
    assertEquals((await read(folder)).names, [1, 2, 3, 5].map((second) => `${nameOf(second)}.txt`));
  } finally {
    Date.now = now;
  }
  await Deno.remove(folder, { recursive: true });
});
