import { assertEquals } from "@std/assert";

Deno.test("deno task demo shows a whole call, coloured unless NO_COLOR is set", async () => {
  const script = decodeURIComponent(new URL("../../scripts/demo.ts", import.meta.url).pathname);
  const [plain, coloured] = await Promise.all(["1", ""].map(async (NO_COLOR) => {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script],
      env: { NO_COLOR },
    }).output();
    assertEquals(code, 0);
    return new TextDecoder().decode(stdout);
  }));
  const told = (plain ?? "").split("\n").map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => /^(plays|says|keys)/.test(line));
  assertEquals(told, [
    "plays bank/choose-language",
    "keys 2",
    "plays vm-password",
    "keys 9",
    "keys 999",
    "plays vm-incorrect",
    "keys 4",
    "keys 711",
    "plays bank/your-balance-is",
    "says 1250 (number)",
    "plays digits/dollars",
    "plays vm-goodbye",
  ]);
  assertEquals([plain, coloured].map((text) => text?.includes("\x1b[36m")), [false, true]);
});
