/**
 * What the page of the console makes of a call: a picture, a recording and a test.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { Folder, pathOf, run } from "../cli/program.ts";
import { browserTest as test } from "./browser_test_case.ts";
import type { ConsoleBrowser } from "./console_browser.ts";
import { DevServer } from "./dev_server.ts";
import { call, sound, type } from "./page_steps.ts";

const HOSTILE = `export default async (channel) => {
  await channel.setVariable("X", "<b>&amp;]]>\\u001b[31m\\ud83d\\ude00 \\u202e");
  for (let count = 0; count < 100; count++) await channel.noop("step " + count);
  throw new Error("no\\u0007 stock", { cause: new Error("<refused>") });
};
`;

test("the SVG of a call is whole, stands alone and is well-formed", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("hostile.js", HOSTILE)]);
  for (const dark of [false, true]) {
    const page = await browser.open(server.url, { dark });
    await page.getByLabel("Caller name").fill('"<Ann>" & \u0007\u202eco');
    await call(page);
    await page.locator(".outcome").waitFor();
    const path = await download(page, { button: "SVG", folder });
    const text = await Deno.readTextFile(path);
    assertStringIncludes(text, "step 0"), assertStringIncludes(text, "step 99");
    assertStringIncludes(text, "Call from &quot;&lt;Ann&gt;&quot;".replaceAll("&quot;", '"'));
    assert(!text.includes("class=") && !text.includes("var(--"), "has no style of its own");
    const alone = await browser.open(`file://${path}`);
    assertEquals(await alone.evaluate("document.querySelectorAll('parsererror').length"), 0);
    assertEquals(await alone.evaluate("document.documentElement.nodeName"), "svg");
    const colours = await alone.evaluate<[string, string]>(
      "[...document.querySelectorAll('rect, text')].slice(0, 2).map((node) => getComputedStyle(node).fill)",
    );
    assertEquals(colours[0], dark ? "rgb(25, 33, 31)" : "rgb(255, 255, 255)");
  }
});

test("a recording of the page can be replayed", async (browser) => {
  await using folder = await Folder.make();
  const { path, handler } = await balance(browser, { folder, button: "Recording" });
  const { code, stdout, stderr } = await run(["replay", path, handler]);
  assertEquals(code, 0, stdout + stderr);
});

test("a test of a call passes: of one that ended, one that failed and one that goes on", async (browser) => {
  await using folder = await Folder.make();
  const { path } = await balance(browser, { folder, button: "Save" });
  const source = await passes(path);
  assertStringIncludes(source, 'assertEquals(outcome, "completed", transcript);');
  assert(!source.includes("hangUp()"), source);

  const failing = await folder.write(
    "fails.js",
    `export default async (channel) => {
      await channel.waitForDigit({ timeout: 60000 });
      throw new Error("no\\nstock");
    };\n`,
  );
  await using server = await DevServer.dev([failing]);
  const page = await browser.open(server.url);
  await call(page);
  await page.locator(".display-sound", { hasText: "waits for you" }).waitFor();
  await page.getByRole("button", { name: "Make a test" }).click();
  const open = await passes(await download(page, { button: "Save", folder }));
  assertStringIncludes(open, "await call.hangUp();");
  await page.keyboard.press("5");
  await page.locator(".outcome").waitFor();
  await page.getByRole("button", { name: "Make a test" }).click();
  await page.locator(".test pre", { hasText: "failed" }).waitFor();
  const failed = await passes(await download(page, { button: "Save", folder }));
  assertStringIncludes(failed, 'await call.press("5");');
  assertStringIncludes(failed, "// The handler threw Error: no stock\n");
  assertStringIncludes(failed, 'assertEquals(outcome, "failed", transcript);');
});

/** A call through the example to its end, and what a button saves of it. */
async function balance(
  browser: ConsoleBrowser,
  { folder, button }: { folder: Folder; button: string },
): Promise<{ path: string; handler: string }> {
  const source = await Deno.readTextFile(pathOf("../../examples/pin_balance.ts"));
  const handler = await folder.write("pin_balance.ts", source);
  await using server = await DevServer.dev([
    pathOf("../../examples/pin_balance.ts"),
    "--caller-id=Ann <5551234>",
    "--database=pin/5551234=4711",
    "--database=balance/5551234=1250",
  ]);
  const page = await browser.open(server.url);
  await call(page);
  await sound(page, "choose language");
  await type(page, "1");
  await sound(page, "vm password");
  await type(page, "4711");
  await page.locator(".outcome").waitFor();
  if (button === "Save") await page.getByRole("button", { name: "Make a test" }).click();
  return { path: await download(page, { button, folder }), handler };
}

async function download(
  page: Page,
  { button, folder }: { button: string; folder: Folder },
): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  const path = `${folder.path}/${file.suggestedFilename()}`;
  await file.saveAs(path);
  return path;
}

/** Runs a test of the page, which must pass, and returns its source. */
async function passes(path: string): Promise<string> {
  const source = await Deno.readTextFile(path);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--config", pathOf("../../deno.json"), path],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, `${source}\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
  return source;
}
