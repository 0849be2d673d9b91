import { checkCallers } from "./check.ts";

Deno.test("collect() and menu() lose no key and count none twice, whatever a caller does", async () => {
  const seed = Math.floor(Math.random() * 2 ** 30);
  const failure = await checkCallers({ seed, count: 500 });
  if (failure !== undefined) throw new Error(failure);
});
