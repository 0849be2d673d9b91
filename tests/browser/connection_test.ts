/**
 * The page of the console when its server stops, and when it is loaded again.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Folder } from "../cli/program.ts";
import { browserTest as test } from "./browser_test_case.ts";
import { DevServer } from "./dev_server.ts";
import { call, sound, texts, until } from "./page_steps.ts";

const MENU = `export default async (channel) => {
  await channel.streamFile("welcome");
  await channel.waitForDigit({ timeout: 60000 });
};
`;

test("a server that stops, and one that starts again with another token", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write("menu.js", MENU);
  const first = await DevServer.dev([file]);
  const page = await browser.open(first.url);
  await call(page);
  await page.locator(".display-sound", { hasText: "waits for you" }).waitFor();
  await first[Symbol.asyncDispose]();
  const banner = page.locator(".banner");
  await banner.filter({ hasText: "The connection to the server is lost" }).waitFor();
  assert(/as of \d\d:\d\d:\d\d/.test(await banner.innerText()), await banner.innerText());
  const time = page.locator(".display-time time");
  const shown = await time.innerText();
  await page.getByRole("button", { name: "Key 1", exact: true }).click();
  await page.locator(".phone .problem", { hasText: "cannot be reached" }).waitFor();
  await page.waitForTimeout(1100);
  assertEquals(await time.innerText(), shown, "the clock of a call runs on without a server");
  await using _second = await DevServer.dev([file], { page: new URL(first.url).port });
  await banner.filter({ hasText: "has a new address" }).waitFor();
  await page.locator(".status", { hasText: "server restarted" }).waitFor();
  // The page has asked why it was refused.
  const refused = browser.problems.splice(0).filter((text) => !text.includes("403"));
  assertEquals(refused, []);
});

test("a server that is silent, and one that goes on", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url);
  await call(page);
  await page.locator(".display-sound", { hasText: "waits for you" }).waitFor();
  const begun = Date.now();
  // Its connections stay open, as when a handler blocks it.
  server.program.kill("SIGSTOP");
  const banner = page.locator(".banner", { hasText: "The server sends nothing" });
  await banner.waitFor({ timeout: 30_000 });
  await page.locator(".status", { hasText: "no events, retrying" }).waitFor();
  // The page says of when it is: of the last event, which is not older than five seconds.
  const [, shown = ""] = /as of ([\d:]{8})/.exec(await banner.innerText()) ?? [];
  const times = Array.from({ length: 8 }, (_, back) => new Date(begun - 1000 * (back - 1)));
  assert(times.some((time) => time.toTimeString().startsWith(shown)) && shown !== "", shown);
  server.program.kill("SIGCONT");
  await page.locator(".status", { hasText: "live" }).waitFor();
  assertEquals(await page.locator(".banner").count(), 0);
  await page.keyboard.press("1");
  await page.locator(".end").waitFor();
});

test("times are right on a machine with another clock than the server's", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url, {
    script: "const now = Date.now; Date.now = () => now() - 3_600_000;",
  });
  await call(page);
  await page.locator(".list").getByText(/^0:0[0-9]$/).waitFor();
});

/** A sound of seven seconds: it lasts 75 ms for each character. */
const LONG = "a-long-welcome".padEnd(94, "-and-so-on");
const WORDS = LONG.replaceAll("-", " ");

test("a reload of the page keeps the call, its sound and what was entered", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([
    await folder.write("menu.js", MENU.replace("welcome", LONG)),
  ]);
  const page = await browser.open(server.url, {
    script: `
      globalThis.heard = [];
      SpeechSynthesis.prototype.speak = (utterance) => heard.push(utterance.text);
    `,
  });
  await page.getByLabel("Caller name").fill("Ann");
  await call(page);
  await sound(page, WORDS);
  await page.reload();
  await sound(page, WORDS);
  await until(page, "heard.length > 0");
  assertEquals(await page.evaluate("heard"), [WORDS]);
  await page.getByRole("switch", { name: "Sound" }).click();
  await page.reload();
  await page.getByText("Sound off").waitFor();
  await page.getByRole("button", { name: "Hang up" }).click();
  await page.locator(".outcome").waitFor();
  assertEquals(await page.getByLabel("Caller name").inputValue(), "Ann");
});

test("the address has the call that is shown, for links and the history", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write("quick.js", "export default (channel) => channel.noop();\n");
  await using server = await DevServer.dev([file]);
  const page = await browser.open(server.url);
  await call(page);
  await page.locator(".end").waitFor();
  await call(page);
  await page.locator(".facts", { hasText: "#2" }).waitFor();
  assert(page.url().endsWith("#/calls/2"), page.url());
  await page.goBack();
  await page.locator(".facts", { hasText: "#1" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Calls by route" }).waitFor();
  await page.goForward();
  await page.locator(".facts", { hasText: "#1" }).waitFor();
  const other = await browser.open(`${server.url}#/calls/2`);
  await other.locator(".facts", { hasText: "#2" }).waitFor();
  const gone = await browser.open(`${server.url}#/calls/77`);
  await gone.getByText("This call is no longer kept").waitFor();
});

test("a page in the background leaves the server's connections to others", async (browser) => {
  await using folder = await Folder.make();
  await using server = await DevServer.dev([await folder.write("menu.js", MENU)]);
  const page = await browser.open(server.url, {
    script: `
      globalThis.streams = new Set();
      globalThis.EventSource = class extends EventSource {
        constructor(path) {
          super(path);
          streams.add(this);
        }
        close() {
          streams.delete(this);
          super.close();
        }
      };
    `,
  });
  const hide = (hidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, "hidden", { value: ${hidden}, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    `);
  await page.locator(".dial").waitFor();
  await hide(true);
  assertEquals(await page.evaluate("streams.size"), 0);
  await hide(false);
  await call(page);
  await page.locator(".phone").waitFor();
  await until(page, "streams.size === 2");
  await hide(true);
  assertEquals(await page.evaluate("streams.size"), 2, "a call that is heard goes on");
  await page.getByRole("button", { name: "Hang up" }).click();
  await until(page, "streams.size === 0");
  await hide(false);
  await page.locator(".end").waitFor();
  assertEquals(await texts(page, ".end text"), ["hangup"]);
});
