// The rooms of a centre on a day: drawn, said in a table, and of what is others' only that a room is taken.

import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { book, choose, newCase, starts, weeksLater } from "../booking.ts";
import { atRest, expect, hydrated, tablet, test } from "../test.ts";

const people = { judge: "Tomás Amate Río", lawyer: "Rosa Nance Collado" };
/** Nobody is brought anywhere there at noon. */
const centre = "Granja Penitenciaria de Santa Ana";

for (const scripts of [true, false]) {
  test(`who books sees their own hearing, and another court a taken room, ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    test.setTimeout(120_000);
    const caseNumber = newCase();
    const booker = await person({ as: "scheduler" });
    await begin(booker, { ...people, detainee: "DEMO-0043", caseNumber });
    await weeksLater(booker, 5);
    const start = (await starts(booker)).find((start) => start.hour >= 9 && start.hour <= 14);
    if (!start) throw new Error("nothing is free in court hours");
    await choose(booker, start);
    const path = await book(booker);

    const look = async (as: "scheduler" | "otherScheduler") => {
      const page = await person({ as, javaScriptEnabled: scripts, ...tablet });
      await page.goto(`/day/${start.date}`);
      if (scripts) await hydrated(page);
      await page.getByRole("link", { name: "Ver las salas del día" }).click();
      await page.waitForURL(/\/rooms\//);
      if (scripts) await atRest(page);
      await page.getByLabel("Centro").selectOption({ label: centre });
      await page.getByRole("button", { name: "Ver", exact: true }).click();
      await page.waitForURL(/centre=/);
      if (scripts) await atRest(page);
      await expect(page.getByRole("img", { name: /Ocupación de las salas/ }).first()).toBeVisible();
      return page;
    };

    const own = await look("scheduler");
    const line = own.getByRole("row").filter({ hasText: caseNumber }).filter({ hasText: `${start.time}–` });
    await expect(line.getByRole("link")).toHaveAttribute("href", path);
    // What keeps people in is drawn and said.
    await expect(own.getByRole("row").filter({ hasText: "nadie se mueve" }).first()).toContainText("Todo el centro");
    await expect(own.locator(".timeline-shut").first()).toBeAttached();
    // Their own is drawn as the key says, whether it is ready or not.
    await expect(own.locator(".timeline-bar.timeline-info:not(.timeline-over)").first()).toBeAttached();
    await expect(own.locator(".timeline-bar:is(.timeline-ok, .timeline-warn, .timeline-stop)")).toHaveCount(0);
    await expect(own.locator(".docket-mark-info")).toBeVisible();
    if (scripts) await expectAccessible(own);
    await own.getByRole("link", { name: "Hora", exact: true }).click();
    await own.waitForURL(/zoom=hour/);
    await expect(own.locator(".timeline-zoomed")).toBeVisible();

    const other = await look("otherScheduler");
    await expect(other.getByRole("row").filter({ hasText: "Ocupada" }).filter({ hasText: `${start.time}–` }).first()).toBeVisible();
    await expect(other.getByText(caseNumber)).toHaveCount(0);
    await expect(other.locator(`a[href="${path}"]`)).toHaveCount(0);
  });
}
