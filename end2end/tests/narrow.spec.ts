// A small phone, and the longest words there can be: no page scrolls sideways.

import { begin } from "../begun.ts";
import { book, bookable, choose, longCase, type Start } from "../booking.ts";
import { linkTo } from "../links.ts";
import { expect, gotoHydrated, test } from "../test.ts";
import { expectNoSidewaysScroll } from "../width.ts";

const small = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const people = { detainee: "DEMO-0022", judge: "Rodrigo Guayacán Alba", lawyer: "Marcos Pepeto Faro" };

test("a case number of forty characters widens no page", { tag: "@phone" }, async ({ person }) => {
  test.setTimeout(150_000);
  const caseNumber = longCase();
  const scheduler = await person({ ...small, as: "scheduler" });
  await begin(scheduler, { ...people, caseNumber });
  await expectNoSidewaysScroll(scheduler);
  const start = (await bookable(scheduler)).at(0) as Start;
  await choose(scheduler, start);
  await expectNoSidewaysScroll(scheduler);
  const appointment = await book(scheduler);
  for (const path of [appointment, `${appointment}/amend`, `${appointment}/days`, `/day/${start.date}`]) {
    await gotoHydrated(scheduler, path);
    await expect(scheduler.locator("h1")).toBeVisible();
    await expectNoSidewaysScroll(scheduler);
  }
  await expect(scheduler.getByRole("row").filter({ hasText: caseNumber })).toBeVisible();
  for (const path of ["/", `/rooms/${start.date}`]) {
    await gotoHydrated(scheduler, path);
    await expectNoSidewaysScroll(scheduler);
  }

  const outbox = await person({ ...small, as: "administrator" });
  const link = await linkTo(outbox, caseNumber, people.lawyer);
  await expectNoSidewaysScroll(outbox);
  const invited = await person(small);
  await gotoHydrated(invited, link);
  await expect(invited.getByText(caseNumber).first()).toBeVisible();
  await expectNoSidewaysScroll(invited);
  // Nor does a name of one long word, in the line above the question.
  await invited.locator(".page-kicker").evaluate((line, name) => void (line.textContent = name), "Ñ".repeat(120));
  await expectNoSidewaysScroll(invited);
});

test("a list of hearings with such a number stays within it", { tag: "@phone" }, async ({ person }) => {
  const caseNumber = longCase();
  const page = await person({ ...small, as: "scheduler" });
  await gotoHydrated(page, "/dockets/new");
  const list = ["expediente;tipo;persona;minutos;reunion;participantes", `${caseNumber};inicial;DEMO-0022;30;0;jueza@example.org defensa@example.org`];
  await page.getByLabel("Archivo").setInputFiles({ name: "larga.csv", mimeType: "text/csv", buffer: Buffer.from(list.join("\r\n")) });
  await page.getByRole("button", { name: "Subir y revisar" }).click();
  await page.waitForURL(/\/dockets\/[0-9a-f-]{36}/);
  await expect(page.locator("#unplaced")).toContainText(caseNumber);
  await expectNoSidewaysScroll(page);
});
