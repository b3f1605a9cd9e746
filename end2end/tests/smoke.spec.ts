// Every page, for everyone who may open it: whole, accessible, quiet, in both languages, light and dark.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { book, bookable, choose, newCase, type Start } from "../booking.ts";
import { linkTo } from "../links.ts";
import { pagesAbout, pagesOf, publicPages, walkers } from "../pages.ts";
import { signedIn } from "../people.ts";
import { expect, gotoHydrated, phone, test } from "../test.ts";
import { expectNoSidewaysScroll } from "../width.ts";

const speak = (page: Page, address: string, language: string) =>
  page.context().addCookies([{ name: "telesala_language", value: language, url: address }]);

async function expectWhole(page: Page, language: string): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await expect(page).toHaveTitle(/\S/);
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.locator("h1")).toBeVisible();
}

async function expectGood(page: Page, address: string, path: string): Promise<void> {
  for (const language of ["es", "en"]) {
    await speak(page, address, language);
    await gotoHydrated(page, path);
    await expectWhole(page, language);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await expectAccessible(page);
    // Colours are the same in both languages, and all that the dark has of its own.
    if (language === "es") {
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      await expectAccessible(page, { changed: "colours" });
    }
  }
}

test.describe("without an account", () => {
  for (const path of publicPages) {
    test(`${path} is whole and accessible`, { tag: ["@desktop", "@phone"] }, async ({ page, server }) => {
      await expectGood(page, server.address, path);
      await expectNoSidewaysScroll(page);
    });

    test(`${path} reads without scripts`, { tag: "@nojs" }, async ({ page }) => {
      await page.goto(path);
      await expectWhole(page, "es");
    });
  }

  test("a page for others asks to sign in and comes back", async ({ page }) => {
    await page.goto("/outbox");
    await expect(page).toHaveURL(/\/sign-in\?back=(%2F|\/)outbox$/);
  });
});

test.describe("an address that does not exist", () => {
  test.use({ expected: [/status of 404/] });

  test("says so with status 404", async ({ page, server }) => {
    const answer = await page.goto("/no-such-page");
    expect(answer?.status()).toBe(404);
    await expectWhole(page, "es");
    await expectGood(page, server.address, "/no-such-page");
  });
});

for (const account of walkers) {
  test.describe(`as ${account}`, () => {
    test("every page is whole and accessible", async ({ person, server }) => {
      test.setTimeout(120_000);
      const page = await person({ as: account });
      for (const path of pagesOf[account]) await expectGood(page, server.address, path);
    });

    test("no page scrolls sideways on a phone", { tag: "@phone" }, async ({ person }) => {
      const page = await person({ as: account, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
      for (const path of pagesOf[account]) {
        await gotoHydrated(page, path);
        await expectNoSidewaysScroll(page);
      }
    });

    test("every page reads without scripts", { tag: "@nojs" }, async ({ browser, server }) => {
      const storageState = await signedIn(server, account);
      const context = await browser.newContext({ baseURL: server.address, javaScriptEnabled: false, storageState, locale: "es-SV" });
      const page = await context.newPage();
      for (const path of pagesOf[account]) {
        const answer = await page.goto(path);
        expect(answer?.status(), path).toBe(200);
        await expectWhole(page, "es");
      }
      await context.close();
    });
  });
}

test("the pages about one appointment are whole and accessible", async ({ person, server }) => {
  test.setTimeout(200_000);
  const people = { detainee: "DEMO-0023", judge: "Elena Ceibo Lucero", lawyer: "Julia Volador Campo" };
  const caseNumber = newCase();
  const scheduler = await person({ as: "scheduler" });
  await begin(scheduler, { ...people, caseNumber });
  await choose(scheduler, (await bookable(scheduler)).at(0) as Start);
  const appointment = await book(scheduler);
  const link = await linkTo(await person({ as: "administrator" }), caseNumber, people.lawyer);
  const pages = pagesAbout(appointment, link);
  for (const path of pages.scheduler) await expectGood(scheduler, server.address, path);
  for (const reader of ["administrator", "auditor"] as const) {
    const page = await person({ as: reader });
    for (const path of pages[reader]) await expectGood(page, server.address, path);
  }
  const invited = await person(phone);
  for (const path of pages.invited) {
    await expectGood(invited, server.address, path);
    await expectNoSidewaysScroll(invited);
  }
});
