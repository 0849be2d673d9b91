/**
 * Installs Debian's chromium for the tests of the console, if there is no browser yet.
 *
 *     deno task browser:setup
 *
 * It needs root. Elsewhere `TIPRING_CHROMIUM` names a browser that is installed by other means.
 *
 * @module
 */
import { CHROMIUM, findChromium } from "./console_browser.ts";

if (CHROMIUM !== undefined) console.log(`There is ${CHROMIUM}`);
else Deno.exitCode = await install();

async function install(): Promise<number> {
  // Fonts as well: without any, the text of a page has no size.
  const packages = ["chromium", "fonts-dejavu-core"];
  for (
    const args of [["update", "-q"], ["install", "-qy", "--no-install-recommends", ...packages]]
  ) {
    const { code } = await new Deno.Command("apt-get", {
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
    }).spawn().status;
    if (code !== 0) return code;
  }
  const path = findChromium();
  console.log(path === undefined ? "chromium was installed, but not where it is expected" : path);
  return path === undefined ? 1 : 0;
}
