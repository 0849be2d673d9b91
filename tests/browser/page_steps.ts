/**
 * What tests do with the page of the console.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Places a call by the form as it is. */
export async function call(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Call", exact: true }).click();
}

/** Waits until the telephone plays a sound. */
export async function sound(page: Page, words: string): Promise<void> {
  await page.locator(".display-sound", { hasText: words }).waitFor();
}

/** Presses keys as a person does. */
export async function type(page: Page, keys: string): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(120);
  }
}

/** The texts of elements, without those of titles in pictures. */
export async function texts(page: Page, selector: string): Promise<string[]> {
  return await page.evaluate<string[]>(`
    Array.from(document.querySelectorAll(${JSON.stringify(selector)}), (element) =>
      Array.from(element.childNodes).filter((node) => node.nodeName !== "title")
        .map((node) => node.textContent).join(""))
  `);
}

/** Checks that the page is accessible, as far as axe sees it. */
export async function check(page: Page, where: string): Promise<void> {
  // As evaluate() does it, the policy of the page does not apply.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate("axe.run()") as axe.AxeResults;
  const found = violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" ")}`
  );
  assertEquals(found, [], where);
}

/** Checks that nothing is wider than the window. */
export async function checkWidth(page: Page): Promise<void> {
  const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  assertEquals(overflow, 0, `the page is wider than ${page.viewportSize()?.width} px`);
}

/** Waits until an expression is true in the page, whose policy forbids `waitForFunction()`. */
export async function until(page: Page, expression: string): Promise<void> {
  const end = performance.now() + 10_000;
  while (!await page.evaluate(expression)) {
    if (performance.now() > end) throw new Error(`not within 10 s: ${expression}`);
    await page.waitForTimeout(40);
  }
}
