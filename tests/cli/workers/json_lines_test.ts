import { assertEquals } from "@std/assert";
import { JsonLines } from "../../../src/cli/workers/json_lines.ts";
import { Folder } from "../program.ts";

async function pair(folder: Folder): Promise<[Deno.UnixConn, Deno.UnixConn]> {
  const path = `${folder.path}/socket`;
  using listener = Deno.listen({ transport: "unix", path });
  return await Promise.all([listener.accept(), Deno.connect({ transport: "unix", path })]);
}

Deno.test("JsonLines sends messages whole and in order, however long", async () => {
  await using folder = await Folder.make();
  const [one, other] = await pair(folder);
  const sender = new JsonLines<never, string>(one);
  const receiver = new JsonLines<string, never>(other);
  const texts = ["a\nb", "x".repeat(1_000_000), "ü\u2028", ""];
  for (const text of texts) sender.send(text);
  sender.send("last").then(() => sender.close());
  assertEquals(await Array.fromAsync(receiver.messages()), [...texts, "last"]);
  receiver.close();
});

for (
  const [name, text] of [
    ["is no JSON", '"first"\n{"type":\n'],
    ["has no end", `"first"\n${"x".repeat(17 * 1024 * 1024)}`],
  ] as const
) {
  Deno.test(`JsonLines.messages() ends at a line that ${name}`, async () => {
    await using folder = await Folder.make();
    const [one, other] = await pair(folder);
    const receiver = new JsonLines<string, never>(one);
    const writer = other.writable.getWriter();
    const written = writer.write(new TextEncoder().encode(text)).catch(() => {});
    assertEquals(await Array.fromAsync(receiver.messages()), ["first"]);
    receiver.close();
    await written;
    await writer.close().catch(() => {});
  });
}

Deno.test("JsonLines.send() does not fail when the other end is gone", async () => {
  await using folder = await Folder.make();
  const [one, other] = await pair(folder);
  other.close();
  const sender = new JsonLines<never, string>(one);
  for (let count = 0; count < 3; count++) await sender.send("x");
  sender.close();
});
