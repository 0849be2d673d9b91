/**
 * A real browser for the tests of the console: Debian's chromium, driven by playwright-core.
 *
 * @module
 */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Where Debian and others install chromium; `TIPRING_CHROMIUM` names another place. */
const PLACES = [
  Deno.env.get("TIPRING_CHROMIUM"),
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Finds the browser to test with. */
export function findChromium(): string | undefined {
  return PLACES.find((path) => {
    try {
      return path !== undefined && Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** The browser to test with; `undefined` if there is none. */
export const CHROMIUM: string | undefined = findChromium();

/** How a page is opened. */
export interface OpenOptions {
  width?: number;
  height?: number;
  dark?: boolean;
  /** Whether it is used by fingers. */
  touch?: boolean;
  /** Runs in the page before its own scripts. */
  script?: string;
}

/** Starts the browser. */
export async function launch(): Promise<Browser> {
  return await chromium.launch({
    ...CHROMIUM !== undefined && { executablePath: CHROMIUM },
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio"],
  });
}

/** Windows of a browser, and the problems that their pages have reported. */
export class ConsoleBrowser implements AsyncDisposable {
  /** Errors of scripts and of the policy, and requests to other hosts. */
  readonly problems: string[] = [];
  #browser: Browser;
  #windows: BrowserContext[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Opens a page in a window of its own. */
  async open(url: string, options: OpenOptions = {}): Promise<Page> {
    const { width = 1360, height = 900, dark = false } = options;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      ...options.touch === true && { hasTouch: true, isMobile: true },
    });
    this.#windows.push(context);
    if (options.script !== undefined) await context.addInitScript(options.script);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => this.problems.push(`${error}`));
    page.on("console", (message) => {
      // The server of a test ends before the browser.
      if (
        message.type() === "error" && !/net::ERR_(INCOMPLETE|CONNECTION|EMPTY)/.test(message.text())
      ) {
        this.problems.push(message.text());
      }
    });
    page.on("request", (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(new URL(url).origin)) {
        this.problems.push(`request to ${request.url()}`);
      }
    });
    await page.goto(url);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const context of this.#windows) await context.close();
  }
}
