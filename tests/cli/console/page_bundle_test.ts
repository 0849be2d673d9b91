import { assertEquals } from "@std/assert";
import page from "../../../src/cli/console/page_bundle.json" with { type: "json" };
import { bundlePage } from "../../../scripts/bundle_page.ts";

Deno.test("page_bundle.json is the bundle of page/ as it is (deno task bundle:page)", async () => {
  const built = await bundlePage();
  for (const key of ["html", "style", "icon", "docs", "script"] as const) {
    assertEquals(page[key], built[key] as never, key);
  }
});
