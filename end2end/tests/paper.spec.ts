// The day on paper: the sheet says what the board says.

import { expect, gotoHydrated, test } from "../test.ts";

test("the printed day names whom and what the board names", async ({ person }) => {
  const page = await person({ as: "warden", viewport: { width: 1366, height: 768 } });
  await gotoHydrated(page, "/day/today");
  const table = page.getByRole("table", { name: "Citas del día" });
  await expect(table.locator(".day-people").first()).toBeVisible();
  // What a style hides is not part of it. The day goes on meanwhile: what was read before it changed is read anew.
  await expect(async () => {
    await page.emulateMedia({ media: "screen" });
    const said = await table.innerText();
    await page.emulateMedia({ media: "print" });
    expect(await table.innerText()).toBe(said);
  }).toPass({ timeout: 10_000 });
  await expect(table.locator(".day-people").first()).toBeVisible();
  await expect(page.getByRole("button"), "nothing is there to be pressed").toHaveCount(0);
});
