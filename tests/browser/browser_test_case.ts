import { assertEquals } from "@std/assert";
import { CHROMIUM, ConsoleBrowser } from "./console_browser.ts";

if (CHROMIUM === undefined) {
  console.error("No chromium: the tests of the console are skipped (apt-get install chromium)");
}

/** A test with a browser, in which no page may report a problem. */
export function browserTest(name: string, run: (browser: ConsoleBrowser) => Promise<void>): void {
  Deno.test({
    name,
    ignore: CHROMIUM === undefined,
    // The driver of the browser keeps timers and pipes of its own until it ends.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await using browser = await ConsoleBrowser.start();
      await run(browser);
      assertEquals(browser.problems, []);
    },
  });
}
