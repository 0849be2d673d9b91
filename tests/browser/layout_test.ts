/**
 * The console on small and large screens, and with the settings that people choose in their system.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Folder } from "../cli/program.ts";
import { browserTest as test } from "./browser_test_case.ts";
import { DevServer } from "./dev_server.ts";
import { call, check, checkWidth, texts } from "./page_steps.ts";

const MENU = `export default async (channel) => {
  console.log("the caller is " + channel.environment.callerIdName);
  await channel.setVariable("A_VARIABLE_WITH_A_LONG_NAME", "and a value that is long");
  await channel.streamFile("a/sound/with-a-long-name-that-is-cut-somewhere");
  await channel.waitForDigit({ timeout: 60000 });
  throw new Error("no".repeat(200));
};
`;

test("nothing is wider than the window, from 320 pixels to 1,920", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url);
  await page.getByLabel("Caller name").fill("x".repeat(100));
  await call(page);
  await page.locator(".diagram .command", { hasText: "WAIT FOR DIGIT" }).waitFor();
  for (const width of [320, 360, 640, 860, 1240, 1920]) {
    await page.setViewportSize({ width, height: 700 });
    await checkWidth(page);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await page.keyboard.press("1");
  await page.locator(".outcome").waitFor();
  const command = page.locator("[data-step]").first();
  await command.click();
  await page.locator(".detail").waitFor();
  for (const width of [320, 640, 1000, 1920]) {
    await page.setViewportSize({ width, height: 700 });
    await checkWidth(page);
    await command.scrollIntoViewIfNeeded();
    const box = await page.locator(".detail").boundingBox();
    assert(
      box !== null && box.y >= 0 && box.y < 600,
      `the details are out of sight at ${width} px`,
    );
  }
});

test("axe finds no violation in the colours and contrasts of the system", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url);
  await check(page, "before the first call");
  await call(page);
  await page.locator(".diagram .command", { hasText: "WAIT FOR DIGIT" }).waitFor();
  await page.keyboard.press("1");
  await page.locator(".outcome").waitFor();
  await page.locator("[data-step]").first().click();
  for (const colorScheme of ["light", "dark"] as const) {
    for (const media of [{ forcedColors: "active" }, { contrast: "more" }] as const) {
      await page.emulateMedia({ colorScheme, ...media });
      // The browser needs a moment to force the colours.
      await page.waitForTimeout(200);
      await check(page, `${colorScheme}, ${JSON.stringify(media)}`);
    }
    await page.emulateMedia({ forcedColors: null, contrast: null });
  }
});

test("what a caller chooses is text of a limited size, in one direction", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url);
  const names = [
    "\u202eevil",
    "z" + "\u0301".repeat(90),
    "שלום",
    "👩\u200d💻 株式会社",
    "A".repeat(4000),
  ];
  for (const name of names) {
    await page.getByLabel("Caller name").fill(name);
    await call(page);
    await page.locator(".phone").waitFor();
    await page.getByRole("button", { name: "Hang up" }).click();
    await page.locator(".outcome").waitFor();
  }
  const shown = await texts(page, ".call-caller bdi");
  assertEquals(shown.slice(1).toReversed(), [
    "\ufffdevil",
    "z" + "\u0301".repeat(5) + "\ufffd",
    "שלום",
    "👩\u200d💻 株式会社",
  ]);
  assert((shown[0] ?? "").length <= 130, `a name of ${shown[0]?.length} characters`);
  for (const box of await page.locator(".call").all()) {
    assertEquals((await box.boundingBox())?.height, 52);
  }
  await checkWidth(page);
});

test("fingers have room: buttons are at least 44 pixels high where there is no mouse", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url, { width: 360, height: 740, touch: true });
  await call(page);
  await page.locator(".phone").waitFor();
  for (const button of await page.locator("button:visible").all()) {
    const height = (await button.boundingBox())?.height ?? 0;
    assert(height >= 44, `${await button.innerText()} is ${height} px high`);
  }
});
