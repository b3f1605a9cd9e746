// Personal links, as the administrator hands them on from the outbox page.

import { expect, type Page } from "@playwright/test";
import { gotoHydrated } from "./test.ts";

/** Where somebody answers about a case: the path of the newest link that they were sent. */
export async function linkTo(outbox: Page, caseNumber: string, name: string): Promise<string> {
  const links = outbox.locator('a[href*="/confirm/"]');
  const message = outbox.locator("li.message", { hasText: name }).filter({ hasText: caseNumber }).filter({ has: links }).first();
  await expect(async () => {
    await gotoHydrated(outbox, "/outbox");
    await expect(message).toBeVisible({ timeout: 500 });
  }).toPass();
  const address = await message.locator('a[href*="/confirm/"]').first().getAttribute("href");
  return new URL(address ?? "").pathname;
}

/** Where the same person checks their devices. */
export const checkBehind = (link: string) => link.replace("/confirm/", "/check/");
