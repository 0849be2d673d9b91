import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Folder, pathOf } from "../cli/program.ts";

const SCRIPT = pathOf("../../scripts/compile.ts");

async function compile(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", SCRIPT, ...args],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("deno task compile makes the same bytes each time, and their sum", async () => {
  // What is appended to a base is the same whatever the base is, and this one is always there.
  const env = { DENORT_BIN: Deno.execPath() };
  const name = `test-${crypto.randomUUID()}`;
  const file = pathOf(`../../dist/${name}`);
  try {
    const digests: string[] = [];
    for (const _ of [1, 2]) {
      const { code, stderr } = await compile(["--output", name], env);
      assertEquals(code, 0, stderr);
      const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(file));
      digests.push(new Uint8Array(digest).toHex());
    }
    assertEquals(digests[0], digests[1]);
    const sums = await Deno.readTextFile(pathOf("../../dist/SHA256SUMS"));
    assertStringIncludes(sums, `${digests[0]}  ${name}\n`);
  } finally {
    await Deno.remove(file).catch(() => {}); // A failed build leaves none.
  }
});

Deno.test("deno task compile says what to do where it cannot get the base, and only then", async () => {
  const offline = await compile(["--output", "test-none"], { DENORT_BIN: "/nowhere/denort" });
  assertEquals(offline.code, 1);
  assertStringIncludes(
    offline.stderr,
    "test-none was not built: Deno could not get its base runtime",
  );
  assertStringIncludes(offline.stderr, "DENORT_BIN=/path/to/denort");

  await using folder = await Folder.make();
  const broken = await folder.write("broken.ts", "export default (] => {};\n");
  const failed = await compile([broken], { DENORT_BIN: Deno.execPath() });
  assertEquals(failed.code, 1);
  assertStringIncludes(failed.stderr, `"${broken}" was not bundled`);
  assert(!failed.stderr.includes("DENORT_BIN"), failed.stderr);
});

Deno.test("deno task compile refuses arguments that make no sense", async () => {
  for (
    const [args, message] of [
      [["--target", "pdp11"], '--target "pdp11" is not a system (x86_64-unknown-linux-gnu, '],
      [["--bogus"], '"--bogus" is not an option (--target SYSTEM'],
      [["--output", "../x"], '--output "../x" is not the name of a file in dist/'],
    ] as const
  ) {
    const { code, stderr } = await compile(args);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `compile: ${message}`);
  }
});
