/**
 * Calls with many steps, and lists with many calls.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { Folder } from "../cli/program.ts";
import { browserTest as test } from "./browser_test_case.ts";
import { DevServer } from "./dev_server.ts";
import { placeCalls } from "./many_calls.ts";
import { call, texts, until } from "./page_steps.ts";

/** A command for each key, of which only the last shows. */
const TALK = `export default async (channel) => {
  for (let count = 0; count < 40; count++) await channel.verbose("before " + count);
  for (let count = 0; count < 100; count++) {
    await channel.waitForDigit({ timeout: 60000 + count });
    await channel.verbose("after " + count);
  }
};
`;

test("the page follows a call to its newest step, until the reader scrolls up", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("talk.js", TALK)]);
  const page = await browser.open(server.url);
  await call(page);
  // A key between two commands would not be heard.
  await inSight(page, '"60000"');
  await page.keyboard.press("1");
  await inSight(page, '"60001"');
  assertEquals(await page.locator(".follow").count(), 0);
  await page.mouse.move(900, 500);
  await page.mouse.wheel(0, -700);
  await page.locator(".follow").waitFor();
  const y = await page.evaluate("scrollY");
  await page.keyboard.press("2");
  await page.waitForTimeout(400);
  assertEquals(await page.evaluate("scrollY"), y, "the page scrolled away from the reader");
  await page.locator(".follow").click();
  await inSight(page, '"60002"');
  await page.keyboard.press("4");
  await inSight(page, '"60003"');
  await page.mouse.wheel(0, -700);
  await page.locator(".follow").waitFor();
  await page.mouse.wheel(0, 5000);
  await page.locator(".follow").waitFor({ state: "detached" });
  await page.keyboard.press("5");
  await inSight(page, "after 3");
  const heads = page.locator(".lane-heads span").first();
  assert(((await heads.boundingBox())?.y ?? -1) >= 0, "the names of the lanes are out of sight");
});

test("a narrow page keeps the telephone in sight", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("talk.js", TALK)]);
  const page = await browser.open(server.url, { width: 360, height: 740 });
  await call(page);
  await page.getByRole("button", { name: "Key 1", exact: true }).click();
  await page.locator(".call-state", { hasText: "WAIT FOR DIGIT" }).waitFor();
  assertEquals(await page.evaluate("scrollY"), 0);
});

test("a call of 10,000 commands: what is drawn is what is visible", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "fast.js",
    `export default async (channel) => {
      for (let count = 0; count < 10000; count++) await channel.noop("n" + count);
    };\n`,
  );
  await using server = await DevServer.dev([file]);
  const page = await browser.open(server.url);
  await call(page);
  await page.locator(".outcome").waitFor({ timeout: 60_000 });
  await inSight(page, "n9999");
  assert(await page.locator(".diagram *").count() < 2500);
  await page.evaluate("scrollTo(0, 0)");
  await page.locator(".diagram .note", { hasText: "no longer kept" }).first().waitFor();
  await page.locator(".diagram .command").first().waitFor();
  const first = page.locator("[data-step][tabindex='0']");
  await first.focus();
  await page.keyboard.press("End");
  await inSight(page, "n9999");
  assert((await page.evaluate<string>("document.activeElement.textContent")).includes("n9999"));
  for (let count = 0; count < 60; count++) await page.keyboard.press("ArrowUp");
  await inSight(page, "n9939");
  // The names of the lanes stay at the top, and must not cover the command that has the focus.
  const [covered, top] = await page.evaluate<[number, number]>(`[
    document.querySelector(".lane-heads span").getBoundingClientRect().bottom,
    document.activeElement.getBoundingClientRect().top,
  ]`);
  assert(top >= covered && top < covered + 40, `${top} ${covered}`);
});

test("a filter of a list that is scrolled down shows what it finds", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "busy.js",
    "export default (channel) => channel.waitForDigit({ timeout: 60000 });\n",
  );
  await using server = await DevServer.serve([file, "--console-digits"]);
  await using _calls = await placeCalls(server.port, { count: 200, script: "busy" });
  const page = await browser.open(server.url);
  await page.locator(".count", { hasText: /^200$/ }).waitFor();
  await page.locator(".list").focus();
  await page.keyboard.press("End");
  const options = page.getByRole("option");
  await until(page, "document.querySelector('.list').scrollTop > 5000");
  const filter = page.getByLabel("Filter calls");
  await filter.fill("caller 77");
  await options.first().waitFor();
  assertEquals(await texts(page, ".call-caller bdi"), ["caller 77"]);
  await filter.fill("");
  await page.locator(".count", { hasText: /^200$/ }).waitFor();
  await options.first().waitFor();
});

/** Waits until a command is drawn within the window. */
async function inSight(page: Page, command: string): Promise<void> {
  await until(
    page,
    `Array.from(document.querySelectorAll(".diagram .command")).some((text) => {
      const { top, bottom } = text.getBoundingClientRect();
      return text.textContent.includes(${JSON.stringify(command)}) && top >= 0 &&
        bottom <= innerHeight;
    })`,
  );
}
