/**
 * The console in a real browser. Without chromium the tests are skipped, and say so.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Folder, pathOf } from "../cli/program.ts";
import { browserTest as test } from "./browser_test_case.ts";
import { DevServer } from "./dev_server.ts";
import { placeCalls } from "./many_calls.ts";
import { call, check, checkWidth, sound, texts, type, until } from "./page_steps.ts";

const EXAMPLE = pathOf("../../examples/pin_balance.ts");

test("a call through the example by clicks and keys", async (browser) => {
  await using server = await DevServer.dev([
    EXAMPLE,
    "--caller-id=Ann <5551234>",
    "--database=pin/5551234=4711",
    "--database=balance/5551234=1250",
  ]);
  const page = await browser.open(server.url);
  await call(page);
  await sound(page, "choose language");
  await page.getByRole("button", { name: "Key 1", exact: true }).click();
  await sound(page, "vm password");
  await type(page, "1111");
  await sound(page, "vm incorrect");
  await sound(page, "vm password");
  await type(page, "4711");
  await sound(page, "your balance is");
  await page.locator(".end").waitFor();
  const drawn = await texts(page, ".diagram .command, .diagram .reply, .diagram .sound");
  const lines = drawn.join("\n");
  for (
    const part of [
      'STREAM FILE "bank/choose-language"',
      "key 1 · result=49",
      "entered 111 · result=111",
      'SET VARIABLE "CHANNEL(language)" "en" → result=1',
      '"pin" "5551234" → result=1 (4711)',
      "♪ vm-incorrect",
      "♪ says number 1250",
    ]
  ) assert(lines.replaceAll("  ", " ").includes(part), `${part} is missing in\n${lines}`);
  assertEquals(await texts(page, ".key text"), [..."111114711"]);
  assertEquals(await texts(page, ".end text"), ["completed"]);
  await page.locator("[data-step]", { hasText: "SET VARIABLE" }).click();
  await page.locator(".wire .sent").waitFor();
  assertEquals(await texts(page, ".wire .sent"), ['> SET VARIABLE "CHANNEL(language)" "en"\\n\n']);
  assert((await page.locator(".detail").innerText()).includes("channel.setVariable()"));
  await page.getByRole("button", { name: "Make a test" }).click();
  const code = await page.locator(".test pre").innerText();
  assert(code.includes('await call.press("4")') && code.includes("simulateCall(handler"), code);
});

test("the picture tells the caller's time from the handler's own work", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "slow.js",
    `export default async (channel) => {
      await channel.waitForDigit({ timeout: 400 });
      console.log("asks the back end");
      await new Promise((resolve) => setTimeout(resolve, 900));
      await channel.noop("back");
      throw new Error("no stock");
    };\n`,
  );
  await using server = await DevServer.dev([file]);
  const page = await browser.open(server.url);
  await call(page);
  await page.locator(".end").waitFor();
  const width = (name: string) =>
    page.evaluate<number>(`
      Array.from(document.querySelectorAll(".strip > svg .bar-${name}"))
        .reduce((sum, bar) => sum + Number(bar.getAttribute("width")), 0)
    `);
  const ratio = await width("handler") / await width("caller");
  assert(ratio > 1.6 && ratio < 4.5, `900 ms of work and 400 ms of waiting are drawn ${ratio}:1`);
  assertEquals(await texts(page, ".diagram .log"), ["asks the back end"]);
  assert((await texts(page, ".diagram .bar-label"))[0]?.startsWith("works "));
  assertEquals(await texts(page, ".failure p"), ["Error: no stock", "slow.js:6:13"]);
  assertEquals(await texts(page, ".failure pre"), ['throw new Error("no stock");']);
});

test("hanging up, breaking the connection and several calls at a time", async (browser) => {
  await using server = await DevServer.dev([EXAMPLE]);
  const page = await browser.open(server.url);
  await call(page);
  await sound(page, "choose language");
  await page.getByRole("button", { name: "Place another call" }).click();
  await call(page);
  await sound(page, "choose language");
  await page.getByRole("button", { name: "Break connection" }).click();
  await page.locator(".end").waitFor();
  assertEquals(await texts(page, ".rule-hangup text"), ["connection broken", "hangup"]);
  await page.locator(".facts .outcome").waitFor();
  await page.getByRole("option").first().click();
  await page.getByRole("button", { name: "Hang up" }).click();
  await page.locator(".end").waitFor();
  assertEquals(await texts(page, ".deed"), ["caller hangs up"]);
  assertEquals(await texts(page, ".end text"), ["hangup"]);
});

test("prompts are heard: the file, else speech, and a key stops them", async (browser) => {
  await using folder = await Folder.make();
  const samples = new Uint8Array(16_000 * 2);
  await Deno.writeFile(`${folder.path}/tone.sln16`, samples);
  await folder.write("core-sounds-en.txt", "vm-goodbye: Goodbye!\n");
  const file = await folder.write(
    "prompts.js",
    `export default async (channel) => {
      await channel.streamFile("vm-goodbye", { escapeDigits: "1" });
      await channel.streamFile("tone", { escapeDigits: "1" });
      await channel.sayDigits("47");
    };\n`,
  );
  await using server = await DevServer.dev([file, `--sounds=${folder.path}`]);
  const page = await browser.open(server.url, {
    script: `
      globalThis.heard = [];
      SpeechSynthesis.prototype.speak = (utterance) => heard.push("says " + utterance.text);
      SpeechSynthesis.prototype.cancel = () => heard.push("stop");
      HTMLAudioElement.prototype.play = function () {
        heard.push("plays " + this.src.replace(/.*calls/, "calls"));
        return Promise.resolve();
      };
    `,
  });
  const heard = () => page.evaluate<string[]>("heard.filter((text) => text !== 'stop')");
  await call(page);
  await sound(page, "Goodbye!");
  await page.evaluate("heard.length = 0");
  await page.keyboard.press("1");
  await sound(page, "tone");
  assertEquals((await page.evaluate<string[]>("heard"))[0], "stop");
  const [, path] = /^plays (.*)$/.exec((await heard())[0] ?? "") ?? [];
  const response = await page.request.get(`${server.url}${path}`);
  assertEquals(response.headers()["content-type"], "audio/wav");
  assertEquals((await response.body()).length, 44 + samples.length);
  await page.keyboard.press("1");
  await sound(page, "4 7");
  assertEquals((await heard()).at(-1), "says 4 7");
  await page.locator(".end").waitFor();
});

test("Asterisk's formats are heard, numbers by their files, and other languages", async (browser) => {
  await using folder = await Folder.make();
  await Deno.mkdir(`${folder.path}/en/digits`, { recursive: true });
  const sweep = await Deno.readFile(pathOf("../testdata/codecs/sweep.gsm"));
  for (const name of ["menu", "digits/40", "digits/2"]) {
    await Deno.writeFile(`${folder.path}/en/${name}.gsm`, sweep);
  }
  const file = await folder.write(
    "prompts.js",
    `export default async (channel) => {
      await channel.streamFile("menu");
      await channel.streamFile("menu", { offset: 1600 });
      await channel.sayNumber(42);
      await channel.setVariable("CHANNEL(language)", "pt_BR");
      await channel.sayNumber(42);
      await channel.sayDate(new Date("2023-12-24"));
    };\n`,
  );
  await using server = await DevServer.dev([file, `--sounds=${folder.path}`, "--language=en_GB"]);
  const page = await browser.open(server.url, {
    script: `
      globalThis.heard = [];
      SpeechSynthesis.prototype.speak = ({ lang, text }) => heard.push(lang + ": " + text);
      const play = HTMLAudioElement.prototype.play;
      HTMLAudioElement.prototype.play = function () {
        const note = (how) => heard.push(how + " " + Math.round(1000 * this.duration));
        this.addEventListener("loadedmetadata", () => note("plays"));
        this.addEventListener("error", () => heard.push("error " + this.error.message));
        return play.call(this);
      };
    `,
  });
  assertEquals(await page.getByLabel("Language").inputValue(), "en_GB");
  await call(page);
  await page.locator(".end").waitFor();
  assertEquals(await page.evaluate<string[]>("heard"), [
    ...["plays 400", "plays 200", "plays 800"],
    ...["pt-BR: 42", "pt-BR: 24 de dezembro de 2023"],
  ]);
  const replies = (await texts(page, ".diagram .reply")).join("\n");
  assert(replies.includes("endpos=3200"), replies);
});

test("forward, rewind and pause of a story are heard", async (browser) => {
  await using folder = await Folder.make();
  await Deno.writeFile(`${folder.path}/story.sln`, new Uint8Array(16_000 * 60));
  const file = await folder.write(
    "story.js",
    `export default async (channel) => {
      await channel.controlStreamFile("story", { escapeDigits: "9", skip: 10_000, pause: "8" });
    };\n`,
  );
  await using server = await DevServer.dev([file, `--sounds=${folder.path}`]);
  const page = await browser.open(server.url, {
    script: `
      globalThis.heard = [];
      const { play, pause } = HTMLAudioElement.prototype;
      HTMLAudioElement.prototype.play = function () {
        heard.push(Math.floor(this.src.replace(/.*from=/, "") / 10_000));
        return play.call(this);
      };
      HTMLAudioElement.prototype.pause = function () {
        heard.push("stops");
        return pause.call(this);
      };
    `,
  });
  await call(page);
  await page.locator(".phone").waitFor();
  await until(page, "heard.length === 1");
  // Each key is pressed when what the one before does is heard.
  for (const [key, count] of [["#", 3], ["#", 5], ["*", 7], ["8", 8], ["8", 9], ["9", 10]]) {
    await page.keyboard.press(`${key}`);
    await until(page, `heard.length === ${count}`);
  }
  await page.locator(".end").waitFor();
  // Where it plays from, in units of ten seconds.
  const heard = [0, "stops", 1, "stops", 2, "stops", 1, "stops", 1, "stops"];
  assertEquals(await page.evaluate<unknown[]>("heard"), heard);
});

test("a reload in the middle of a call, and one that fails", async (browser) => {
  await using folder = await Folder.make();
  const source = (word: string) =>
    `export default async (channel) => {
      await channel.waitForDigit({ timeout: 60000 });
      await channel.verbose("${word}");
    };\n`;
  const file = await folder.write("menu.js", source("before"));
  await using server = await DevServer.dev([file]);
  const page = await browser.open(server.url);
  await call(page);
  await page.locator(".diagram .command", { hasText: "WAIT FOR DIGIT" }).waitFor();
  await folder.write("menu.js", source("after"));
  await page.locator(".rule-note", { hasText: "handlers reloaded" }).waitFor();
  await folder.write("menu.js", "export default 5;\n");
  await page.locator(".banner", { hasText: "Reload failed" }).waitFor();
  await page.keyboard.press("5");
  await page.locator(".end").waitFor();
  assert((await texts(page, ".diagram .command")).some((line) => line.includes('"before"')));
  await call(page);
  // Until it is placed, the picture is that of the call before.
  await page.locator(".phone").waitFor();
  await page.locator(".diagram .command", { hasText: "WAIT FOR DIGIT" }).waitFor();
  await page.keyboard.press("5");
  await page.locator(".diagram .command", { hasText: '"after"' }).waitFor();
});

test("names of callers are text, never markup", async (browser) => {
  await using server = await DevServer.dev([EXAMPLE]);
  const page = await browser.open(server.url);
  const name = '<img src=x onerror="document.title=1"><script>alert(1)</script>\u202e"';
  await page.getByLabel("Caller name").fill(name);
  await call(page);
  await sound(page, "choose language");
  const shown = name.replace("\u202e", "\ufffd");
  assert((await texts(page, ".call-caller"))[0]?.includes(shown));
  assert((await page.locator(".call-head").innerText()).includes(shown));
  assertEquals(await page.locator("main img, main script, .calls img").count(), 0);
  assertEquals(await page.title(), "pin_balance · tipring dev");
});

test("two browsers see the same call, and only one places it", async (browser) => {
  await using server = await DevServer.dev([EXAMPLE]);
  const [one, other] = [await browser.open(server.url), await browser.open(server.url)];
  await call(one);
  await other.getByRole("option").first().click();
  await sound(other, "choose language");
  await other.keyboard.press("1");
  await one.locator(".key").first().waitFor();
  await one.getByRole("button", { name: "Hang up" }).click();
  await other.locator(".end").waitFor();
  assertEquals(await texts(other, ".end text"), ["hangup"]);
});

/** A handler whose calls do not end by themselves. */
const BUSY = `export default async (channel) => {
  while (true) await channel.waitForDigit({ timeout: 2000 });
};
`;

test("2,000 calls in progress", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write("busy.js", BUSY);
  await using server = await DevServer.serve([file, "--console-digits"]);
  await using calls = await placeCalls(server.port, { count: 2000, script: "busy" });
  const page = await browser.open(server.url);
  await page.locator(".figure", { hasText: "In progress" }).locator(".value", { hasText: "2000" })
    .waitFor({ timeout: 30_000 });
  await page.locator(".count", { hasText: "2000" }).waitFor();
  assert(await page.getByRole("option").count() < 60);
  await page.getByLabel("Filter calls").fill("caller 1999");
  await page.locator(".count", { hasText: /^1$/ }).waitFor();
  await page.getByRole("option").first().click();
  await page.locator(".diagram .command", { hasText: "WAIT FOR DIGIT" }).first().waitFor();
  assertEquals(calls.count, 2000);
});

test("the page of a server is read-only, and masks digits", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "pin.js",
    "export default (channel) => channel.getData('pin', { maxDigits: 4 });\n",
  );
  await using server = await DevServer.serve([file]);
  const page = await browser.open(server.url);
  await using peer = await server.program.call("pin");
  await peer.line();
  await peer.say("200 result=47*1\n");
  while (await peer.line() !== null);
  await page.getByRole("option").first().click();
  await page.locator(".end").waitFor();
  const drawn = (await texts(page, ".diagram .command, .diagram .reply")).join("\n");
  // A short time leaves little room for the text.
  assert(/result=\*/.test(drawn), drawn);
  assertEquals(await page.locator(".dial, .keys").count(), 0);
  assert(!(await page.content()).includes("47*1"));
});

test("calls of two workers, and one that is lost with its worker", async (browser) => {
  await using folder = await Folder.make();
  const file = await folder.write("busy.js", BUSY);
  await using server = await DevServer.serve([file, "--workers=2", "--log-level=debug"]);
  const { program } = server;
  await program.logged(/listening worker=2 /);
  await using _calls = await placeCalls(server.port, { count: 40, script: "busy" });
  const page = await browser.open(server.url);
  const figure = (name: string) => page.locator(".figure", { hasText: name });
  await figure("In progress").locator(".value", { hasText: /^40$/ }).waitFor();
  await figure("Workers").locator(".value", { hasText: /^2$/ }).waitFor();
  const table = page.locator("section", { has: page.getByRole("heading", { name: "Workers" }) });
  const counts = async () => (await table.locator("td:nth-of-type(1)").allInnerTexts()).map(Number);
  const [one = 0, other = 0] = await counts();
  assert(one > 0 && other > 0 && one + other === 40, `${one} and ${other} calls`);
  const filter = page.getByLabel("Filter calls");
  await filter.fill("worker 1 ");
  await page.locator(".count", { hasText: `${one}` }).waitFor();
  await page.getByRole("option").first().click();
  await page.locator(".diagram .command", { hasText: "WAIT FOR DIGIT" }).first().waitFor();
  await page.locator(".facts", { hasText: "worker 1" }).waitFor();
  const [, pid] = /pid=(\d+)/.exec(await program.logged(/worker started worker=1 /)) ?? [];
  Deno.kill(Number(pid), "SIGKILL");
  await page.locator(".facts .outcome-lost").waitFor();
  await page.locator(".end text").waitFor({ state: "attached" });
  assertEquals(await texts(page, ".end text"), ["lost: the worker process of the call died"]);
  await page.getByRole("button", { name: "Overview" }).click();
  await figure("Workers").locator(".figure-note", { hasText: "1 restart" }).waitFor();
  await figure("Workers").locator(".value", { hasText: /^2$/ }).waitFor();
  await figure("Ended").locator(".figure-note", { hasText: `${one} lost` }).waitFor();
  assertEquals(await table.locator("tbody th").allInnerTexts(), ["2", "3"]);
  await filter.fill("lost");
  await page.locator(".count", { hasText: `${one}` }).waitFor();
  for (const [width, colorScheme] of [[1360, "light"], [360, "light"], [360, "dark"]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await check(page, `workers, ${width} px, ${colorScheme}`);
    await checkWidth(page);
  }
});

test("axe finds no violation", async (browser) => {
  await using folder = await Folder.make();
  const failing = await folder.write(
    "fails.js",
    `export default async (channel) => {
      console.warn("about to fail");
      await channel.streamFile("one");
      throw new Error("no");
    };\n`,
  );
  await using server = await DevServer.dev([failing, EXAMPLE]);
  for (const dark of [false, true]) {
    for (const width of [1360, 360]) {
      const page = await browser.open(server.url, { dark, width });
      await page.locator(".dial").waitFor();
      await page.locator(".dial summary").click();
      await check(page, `the form, ${width} px, dark ${dark}`);
      await call(page);
      await page.locator(".end").waitFor();
      await page.locator("[data-step]").first().click();
      await page.getByRole("button", { name: "Make a test" }).click();
      await page.locator(".test").waitFor();
      await check(page, `a failed call, ${width} px, dark ${dark}`);
      await checkWidth(page);
      await page.getByLabel("Handler or address").fill("/pin_balance");
      await call(page);
      await sound(page, "choose language");
      await check(page, `a call in progress, ${width} px, dark ${dark}`);
      await page.context().close();
    }
  }
});
