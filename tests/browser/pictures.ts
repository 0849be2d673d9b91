/**
 * Makes the pictures of the console for docs/console.md, by calls in a real browser.
 *
 *     deno task console:pictures
 *
 * Look at them before you commit them.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { Folder, pathOf } from "../cli/program.ts";
import { ConsoleBrowser, launch } from "./console_browser.ts";
import { DevServer } from "./dev_server.ts";
import { placeCalls } from "./many_calls.ts";

const OUTPUT = pathOf("../../docs/console");

/** A handler whose back end is slow, and that fails. */
const ORDER = `import { setTimeout as delay } from "node:timers/promises";

const stock = new Map();

export default async (channel) => {
  await channel.answer();
  const { digits } = await channel.getData("order/enter-number", { maxDigits: 4 });
  console.log("asks the stock");
  await delay(2600);
  await channel.streamFile("order/one-moment");
  console.warn("stock has no such item");
  await delay(700);
  const item = stock.get(digits);
  await channel.sayNumber(item.count);
};
`;

/** A handler that waits, with calls of several routes. */
const WAITING = `export default async (channel) => {
  while (true) await channel.waitForDigit({ timeout: 2000 });
};
`;

await Deno.mkdir(OUTPUT, { recursive: true });
await using chromium = await launch();
await using browser = new ConsoleBrowser(chromium);
await using folder = await Folder.make();
await pinBalance();
await slowBackEnd();
await manyCalls();
await workers();

async function pinBalance(): Promise<void> {
  await using server = await DevServer.dev([
    pathOf("../../examples/pin_balance.ts"),
    "--caller-id=Ann <5551234>",
    "--database=pin/5551234=4711",
    "--database=balance/5551234=1250",
  ]);
  const page = await browser.open(server.url, { width: 1240, height: 860 });
  await place(page);
  await heard(page, "choose language");
  await page.keyboard.press("1");
  await heard(page, "vm password");
  await type(page, "1111");
  await heard(page, "vm incorrect");
  await save(page, "call-in-progress");
  await heard(page, "vm password");
  await type(page, "4711");
  await page.locator(".end").waitFor();
  await page.locator("[data-step]", { hasText: "DATABASE GET" }).first().click();
  await page.locator(".wire .received").first().waitFor();
  await page.setViewportSize({ width: 1240, height: 1000 });
  await page.evaluate("scrollTo(0, 0)");
  await save(page, "call");
  const narrow = await browser.open(server.url, { width: 360, height: 740 });
  await place(narrow);
  await heard(narrow, "choose language");
  await narrow.evaluate("document.querySelector('.phone').scrollIntoView()");
  await save(narrow, "phone");
}

async function slowBackEnd(): Promise<void> {
  const file = await folder.write("order.js", ORDER);
  await using server = await DevServer.dev([file, "--caller-id=Ben <5550199>"]);
  const page = await browser.open(server.url, { width: 1240, height: 860, dark: true });
  await place(page);
  await heard(page, "enter number");
  await type(page, "2204");
  await page.locator(".end").waitFor();
  await page.getByLabel("Scale").selectOption("20");
  await page.setViewportSize({ width: 1240, height: 1060 });
  await page.evaluate("scrollTo(0, 0)");
  await save(page, "slow-back-end");
}

async function manyCalls(): Promise<void> {
  const files = await Promise.all(
    ["support", "sales", "voicemail"].map((name) => folder.write(`${name}.js`, WAITING)),
  );
  const slow = await folder.write(
    "orders.js",
    "export default () => new Promise((resolve) => setTimeout(resolve, 60_000));\n",
  );
  const failing = await folder.write(
    "billing.js",
    "export default () => { throw new Error('no invoice'); };\n",
  );
  await using server = await DevServer.serve([...files, slow, failing]);
  await using _support = await placeCalls(server.port, { count: 120, script: "support" });
  await using _sales = await placeCalls(server.port, { count: 60, script: "sales" });
  await using _voicemail = await placeCalls(server.port, { count: 30, script: "voicemail" });
  await using _orders = await placeCalls(server.port, { count: 4, script: "orders" });
  await using _billing = await placeCalls(server.port, { count: 3, script: "billing" });
  const page = await browser.open(server.url, { width: 1240, height: 760 });
  await page.locator(".figure", { hasText: "3 failed" }).waitFor();
  await page.waitForTimeout(3000);
  await save(page, "server");
}

/** Two workers: one is killed, then a reload replaces both. */
async function workers(): Promise<void> {
  const file = await folder.write("queue.js", WAITING);
  await using server = await DevServer.serve([file, "--workers=2", "--log-level=debug"]);
  const { program } = server;
  await program.logged(/listening worker=2 /);
  await using _first = await placeCalls(server.port, { count: 30, script: "queue" });
  const page = await browser.open(server.url, { width: 1240, height: 760 });
  const inProgress = page.locator(".figure", { hasText: "In progress" });
  await inProgress.locator(".value", { hasText: /^30$/ }).waitFor();
  const [, pid] = /pid=(\d+)/.exec(await program.logged(/worker started worker=1 /)) ?? [];
  Deno.kill(Number(pid), "SIGKILL");
  await program.logged(/listening worker=3 /);
  program.kill("SIGHUP");
  await program.logged(/ reloaded times=1/);
  await using _second = await placeCalls(server.port, { count: 25, script: "queue" });
  await page.getByRole("row", { name: /5 .* accepts calls/ }).waitFor();
  await page.waitForTimeout(3000);
  await save(page, "workers");
}

async function place(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Call", exact: true }).click();
}

async function heard(page: Page, words: string): Promise<void> {
  await page.locator(".display-sound", { hasText: words }).waitFor();
}

async function type(page: Page, keys: string): Promise<void> {
  for (const key of keys) {
    await page.waitForTimeout(260);
    await page.keyboard.press(key);
  }
}

async function save(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(200);
  await page.screenshot({ path: `${OUTPUT}/${name}.png` });
}
