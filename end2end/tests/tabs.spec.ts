// Two tabs of one browser, or two people of one account: neither writes into what the other prepares, and nothing is thrown away
// without a word.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { begin, fill } from "../begun.ts";
import { arrived, book, bookable, choose, newCase, type Start } from "../booking.ts";
import { atRest, expect, gotoHydrated, hydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0025", judge: "Irene Bálsamo Estrella", lawyer: "Rosa Nance Collado" };
const caseField = (page: Page) => page.getByLabel("Número de expediente");

for (const scripts of [true, false]) {
  test.describe(scripts ? "with scripts" : "without scripts", () => {
    const open = async (page: Page, path: string) => {
      await page.goto(path);
      if (scripts) await hydrated(page);
      await arrived(page, "what");
    };

    test("two tabs prepare two bookings", async ({ person }) => {
      const one = await person({ as: "scheduler", javaScriptEnabled: scripts });
      const other = await one.context().newPage();
      const tabs = [
        { page: one, caseNumber: newCase() },
        { page: other, caseNumber: newCase() },
      ];
      // Both stand open before anything is saved in either.
      for (const { page } of tabs) await open(page, "/appointments/new");
      const paths = tabs.map(({ page }) => new URL(page.url()).pathname);
      expect(paths[0]).not.toBe(paths[1]);
      for (const { page, caseNumber } of tabs) {
        await page.getByLabel("Tipo de audiencia").selectOption("trial");
        await caseField(page).fill(caseNumber);
        await page.getByRole("group", { name: "Duración" }).getByLabel("30 min").check();
        await page.getByRole("button", { name: "Continuar" }).click();
        await arrived(page, "who");
      }
      for (const [at, { page, caseNumber }] of tabs.entries()) {
        await open(page, paths[at] ?? "");
        await expect(caseField(page)).toHaveValue(caseNumber);
      }
    });

    test.describe("once one tab has booked", () => {
      // Whoever comes late is told so, by the status too.
      test.use({ expected: [/status of 409/] });

      test("what the other one sends is refused, stays as it was typed, and the way leads to the appointment", async ({ person }) => {
        test.setTimeout(60_000);
        const booker = await person({ as: "scheduler" });
        await begin(booker, { ...people, caseNumber: newCase() });
        await choose(booker, (await bookable(booker)).at(-1) as Start);
        const late = await person({ as: "scheduler", javaScriptEnabled: scripts });
        await open(late, new URL(booker.url()).pathname.replace(/check$/, "what"));
        const appointment = await book(booker);

        const typed = newCase();
        await caseField(late).fill(typed);
        await late.getByRole("button", { name: "Continuar" }).click();
        const told = late.getByRole("alert").filter({ hasText: "Esta reserva ya se hizo" });
        await expect(told).toHaveCount(1);
        await expect(caseField(late)).toHaveValue(typed);
        if (scripts) await expectAccessible(late);
        await late.reload();
        if (scripts) await hydrated(late);
        await expect(told).toHaveCount(1);
        await expect(caseField(late)).toHaveValue(typed);
        await told.getByRole("link", { name: "Ver la cita" }).click();
        await late.waitForURL((url) => url.pathname === appointment);
        await expect(late.locator(".detail-when")).toBeVisible();
        await expect(late.locator("main")).not.toContainText(typed);
      });
    });
  });
}

test.describe("a page that goes from one booking to another", () => {
  test.use({ expected: [/status of 409/] });

  test("says of the one no longer that the other was booked", async ({ person }) => {
    test.setTimeout(60_000);
    const page = await person({ as: "scheduler" });
    await gotoHydrated(page, "/appointments/new");
    await arrived(page, "what");
    const first = new URL(page.url()).pathname;
    await atRest(page);
    await page.getByRole("navigation", { name: "Principal" }).getByRole("link", { name: "Reservar", exact: true }).click();
    await page.waitForURL((url) => /\/what$/.test(url.pathname) && url.pathname !== first);
    await arrived(page, "what");
    await atRest(page);
    const draft = new URL(page.url()).pathname.split("/").at(-2) ?? "";

    const booker = await person({ as: "scheduler" });
    await fill(booker, draft, { ...people, caseNumber: newCase() });
    await choose(booker, (await bookable(booker)).at(-1) as Start);
    await book(booker);
    await caseField(page).fill(newCase());
    await page.getByRole("button", { name: "Continuar" }).click();
    const told = page.getByRole("alert").filter({ hasText: "Esta reserva ya se hizo" });
    await expect(told).toHaveCount(1);

    await page.goBack();
    await page.waitForURL((url) => url.pathname === first);
    await arrived(page, "what");
    await atRest(page);
    await expect(caseField(page)).toHaveValue("");
    await expect(told).toHaveCount(0);
  });
});
