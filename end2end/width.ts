// Nothing is wider than the screen.

import { expect, type Page } from "@playwright/test";

/** A phone's window grows with what stands too wide on a page and shows it small: what counts is how wide the page was meant to be. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, meant } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { content: scrollWidth, meant: clientWidth };
  });
  expect(content, `the width of ${page.url()}`).toBeLessThanOrEqual(meant);
}
