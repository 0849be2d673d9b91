/**
 * The console by the keyboard alone.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { Folder } from "../cli/program.ts";
import { browserTest as test } from "./browser_test_case.ts";
import { DevServer } from "./dev_server.ts";
import { call, sound, texts } from "./page_steps.ts";

/** A handler that ends when a key is pressed. */
const MENU = `export default async (channel) => {
  await channel.verbose("one");
  await channel.verbose("two");
  await channel.verbose("three");
  await channel.streamFile("press-a-key", { escapeDigits: "0123456789*#" });
  await channel.waitForDigit({ timeout: 60000 });
};
`;

test("the focus stays where the work is, from the form to the keys and back", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url);
  await page.getByLabel("Caller number").fill("555");
  await page.keyboard.press("Enter");
  await sound(page, "press a key");
  assertEquals(await focused(page), "Telephone");
  for (const next of ["Keyboard dials", "Sound", "Key 1"]) {
    await page.keyboard.press("Tab");
    assertEquals(await focused(page), next);
  }
  await page.keyboard.press("Enter");
  await page.locator(".display-sound", { hasText: "waits for you" }).waitFor();
  assertEquals(await focused(page), "Key 1");
  await page.keyboard.press("7");
  await page.locator(".end").waitFor();
  await page.locator(".dial").waitFor();
  assertEquals(await focused(page), "dial-title");
  assertEquals(await page.getByLabel("Caller number").inputValue(), "555");
});

test("keys that are typed into a field do not dial", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url);
  await call(page);
  await sound(page, "press a key");
  await page.getByLabel("Filter calls").pressSequentially("12#");
  await page.getByText("Send a text").click();
  await page.getByLabel("Text", { exact: true }).pressSequentially("34*");
  await page.getByLabel("Scale").focus();
  await page.keyboard.press("2");
  await page.locator(".list").focus();
  await page.keyboard.press("9");
  await page.locator(".key").first().waitFor();
  assertEquals(await texts(page, ".key text"), ["9"]);
});

test("the keyboard dials only in the telephone if it is off elsewhere", async (browser) => {
  await using folder = await Folder.make();
  const source = `export default async (channel) => {
    while (await channel.waitForDigit({ timeout: 60000 }) !== "#");
  };\n`;
  await using server = await DevServer.dev([await folder.write("keys.js", source)]);
  const page = await browser.open(server.url);
  await call(page);
  await page.getByRole("switch", { name: "Keyboard dials" }).click();
  await page.locator(".list").focus();
  await page.keyboard.press("9");
  await page.getByRole("button", { name: "Key 1", exact: true }).focus();
  await page.keyboard.press("2");
  await page.locator(".key", { hasText: "2" }).waitFor();
  assertEquals(await texts(page, ".key text"), ["2"]);
  // The browser remembers it.
  await page.reload();
  await page.getByRole("switch", { name: "Keyboard dials", checked: false }).click();
  await page.locator(".list").focus();
  await page.keyboard.press("#");
  await page.locator(".end").waitFor();
  assertEquals(await texts(page, ".key text"), ["2", "#"]);
});

test("keys arrive in the order in which they were pressed", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "digits.js",
    "export default (channel) => channel.getData('', { maxDigits: 20, timeout: 60000 });\n",
  );
  await using server = await DevServer.dev([file]);
  const page = await browser.open(server.url);
  await call(page);
  await page.locator(".diagram .command", { hasText: "GET DATA" }).waitFor();
  await page.keyboard.type("12345678901234567890");
  await page.locator(".outcome").waitFor();
  assertEquals((await texts(page, ".key text")).join(""), "12345678901234567890");
});

test("arrow keys go through the commands, Escape closes the details", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url);
  await call(page);
  await page.locator(".diagram .command", { hasText: "STREAM FILE" }).waitFor();
  assertEquals(await page.locator("[data-step][tabindex='0']").count(), 1);
  // In SVG, Firefox knows no other spelling.
  const names = await page.evaluate<string[]>(
    "Array.from(document.querySelectorAll('[data-step]'), (row) => row.getAttributeNames()).flat()",
  );
  assert(names.includes("tabindex") && !names.includes("tabIndex"), names.join());
  await page.locator("[data-step][tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert((await focusedText(page)).includes('VERBOSE "three"'));
  await page.keyboard.press("Enter");
  await page.locator(".detail").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".detail").waitFor({ state: "detached" });
  assert((await focusedText(page)).includes('VERBOSE "three"'));
  await page.keyboard.press("Home");
  assert((await focusedText(page)).includes('VERBOSE "one"'));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  assert((await focusedText(page)).includes('VERBOSE "one"'));
});

test("what a handler logs is shown as a whole, and the scale stays for the next call", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "logs.js",
    `export default async (channel) => {
      await channel.noop();
      console.log("first line\\n" + "long ".repeat(100) + "last word");
    };\n`,
  );
  await using server = await DevServer.dev([file]);
  const page = await browser.open(server.url);
  await page.getByRole("button", { name: "Call", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".outcome").waitFor();
  await page.locator("[role=status]", { hasText: "Call ended: completed" }).waitFor();
  await page.getByLabel("Scale").selectOption("200");
  await page.locator("[data-step][tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  const text = await page.locator(".detail pre").innerText();
  assert(text.startsWith("first line\nlong ") && text.endsWith("last word"), text);
  await call(page);
  await page.locator(".facts", { hasText: "#2" }).waitFor();
  assertEquals(await page.locator(".detail").count(), 0);
  assertEquals(await page.getByLabel("Scale").inputValue(), "200");
});

/** The name of the element that has the focus, or what names it. */
async function focused(page: Page): Promise<string | null> {
  return await page.evaluate(`
    document.activeElement.getAttribute("aria-label") ??
      document.activeElement.getAttribute("aria-labelledby") ?? document.activeElement.tagName
  `);
}

async function focusedText(page: Page): Promise<string> {
  return await page.evaluate("document.activeElement.textContent");
}
