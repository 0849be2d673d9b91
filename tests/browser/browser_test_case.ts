import { assertEquals } from "@std/assert";
import type { Browser } from "playwright-core";
import { CHROMIUM, ConsoleBrowser, launch } from "./console_browser.ts";

if (CHROMIUM === undefined) {
  console.error("No chromium: the tests of the console are skipped (apt-get install chromium)");
}

/** The browser of all tests in a file; each has windows of its own. */
let shared: Promise<Browser> | undefined;

Deno.test.afterAll(async () => await (await shared)?.close());

/** A test with a browser, in which no page may report a problem. */
export function browserTest(name: string, run: (browser: ConsoleBrowser) => Promise<void>): void {
  Deno.test({
    name,
    ignore: CHROMIUM === undefined,
    // The driver of the browser keeps timers and pipes of its own until it ends.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await using browser = new ConsoleBrowser(await (shared ??= launch()));
      await run(browser);
      assertEquals(browser.problems, []);
    },
  });
}
