// A trial over several days: proposed, changed and booked as a whole, cancelled in part; and the rooms looked at closely.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { book, bookable, choose, newCase, type Start } from "../booking.ts";
import { atRest, expect, gotoHydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0011", judge: "Óscar Laurel Sereno", lawyer: "Clara Madrecacao Luna" };

/** A hearing that goes on, on the last start of the week that is shown. */
async function hearing(page: Page): Promise<string> {
  await begin(page, { ...people, caseNumber: newCase() });
  await choose(page, (await bookable(page)).at(-1) as Start);
  return book(page);
}

/** The days that would be booked. */
const proposed = (page: Page) => page.locator("#proposed tbody tr:not(.series-none):not(.series-dropped):not(.series-open)");

for (const scripts of [true, false]) {
  test(`a hearing goes on for days ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    test.setTimeout(120_000);
    const path = await hearing(await person({ as: "scheduler" }));
    const viewport = scripts ? { width: 1024, height: 768 } : { width: 390, height: 844 };
    const page = await person({ as: "scheduler", javaScriptEnabled: scripts, viewport });
    const settle = async () => {
      if (scripts) await atRest(page);
    };
    await page.goto(path);
    await settle();
    await page.getByRole("link", { name: "Más jornadas" }).click();
    await page.waitForURL(/\/days$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Más jornadas");
    await settle();
    if (scripts) await expectAccessible(page);
    await page.getByLabel("Cuántas jornadas más").fill("4");
    await page.getByRole("button", { name: "Proponer las jornadas" }).click();
    await expect(proposed(page)).toHaveCount(4);
    await settle();
    if (scripts) await expectAccessible(page);

    // One day is left out, another takes the first of its free times.
    const leave = proposed(page).first().getByRole("link", { name: /^Quitar/ });
    await leave.click();
    await expect(page.getByText("No se reservará")).toBeVisible();
    await expect(proposed(page)).toHaveCount(3);
    await settle();
    const before = await proposed(page).first().locator("td").nth(1).textContent();
    await proposed(page).first().getByRole("link", { name: /^Otra hora/ }).click();
    const free = page.locator(".series-start:not([aria-current])");
    await free.first().waitFor();
    await settle();
    if (scripts) await expectAccessible(page);
    // The names of centres and rooms may be long.
    const over = await free.first().evaluate((start) => {
      const name = start.querySelector(".soft")?.firstChild as Text;
      const words = name.data;
      name.data = "Centro Penitenciario Izalco Fase III: Sala de audiencias 2";
      const over = start.scrollWidth - start.clientWidth;
      name.data = words;
      return over;
    });
    expect(over, "words beside the button").toBeLessThanOrEqual(0);
    const time = (await free.first().locator(".series-start-time").textContent()) as string;
    await free.first().click();
    await expect(page.locator(".series-start")).toHaveCount(0);
    await expect(proposed(page).first()).toContainText(time);
    expect(before?.startsWith(time), "another start than before").toBe(false);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, "no sideways scroll").toBeLessThanOrEqual(0);

    await page.getByRole("button", { name: "Reservar las 3 jornadas" }).click();
    await page.waitForURL(/done=days/);
    await settle();
    await expect(page.getByText("Las jornadas quedaron reservadas")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Jornada 1 de 4" })).toBeVisible();
    if (scripts) await expectAccessible(page);

    // From the third day on it is called off; the first two stay.
    await page.locator(".series-day a").nth(2).click();
    await expect(page.getByRole("heading", { name: "Jornada 3 de 4" })).toBeVisible();
    await settle();
    await page.getByRole("link", { name: "Cancelar", exact: true }).click();
    await expect(page.getByLabel("Esta y las siguientes")).toBeVisible();
    await settle();
    await page.getByLabel("Esta y las siguientes").check();
    await page.getByLabel("Causa").selectOption("court_agenda");
    await page.getByRole("button", { name: "Cancelar la cita" }).click();
    await page.waitForURL(/done=cancelled/);
    await settle();
    await expect(page.locator(".series-day", { hasText: "Cancelada" })).toHaveCount(2);
    await page.locator(".series-day a").first().click();
    await expect(page.getByRole("heading", { name: "Jornada 1 de 2" })).toBeVisible();
  });
}

test("everybody hears of all days in one message", async ({ person }) => {
  test.setTimeout(90_000);
  const page = await person({ as: "scheduler" });
  const path = await hearing(page);
  await gotoHydrated(page, `${path}/days`);
  await page.getByLabel("Cuántas jornadas más").fill("2");
  await page.getByRole("button", { name: "Proponer las jornadas" }).click();
  await expect(proposed(page)).toHaveCount(2);
  await atRest(page);
  await page.getByRole("button", { name: "Reservar las 2 jornadas" }).click();
  await page.waitForURL(/done=days/);
  const office = await person({ as: "administrator" });
  await gotoHydrated(office, "/outbox");
  await expect(office.getByText("Varias jornadas").first()).toBeVisible();
  await expectAccessible(office);
});

test("the rooms are looked at closely, with the keyboard and without scripts", async ({ person }) => {
  const page = await person({ as: "warden", viewport: { width: 1366, height: 768 } });
  await gotoHydrated(page, "/day/today");
  await expect(page.locator(".timeline-frame")).toHaveCount(0);
  const group = page.getByRole("group", { name: "Escala del dibujo" });
  await group.getByRole("link", { name: "Hora", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/zoom=hour/);
  const frame = page.getByRole("region", { name: "Las salas de cerca; se desplaza de lado" });
  await expect(frame).toBeVisible();
  await expectAccessible(page);
  await frame.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => frame.evaluate((region) => region.scrollLeft)).toBeGreaterThan(0);
  const hour = await frame.locator("svg").evaluate((svg) => svg.getBoundingClientRect().width);
  await expect(group.getByRole("link", { name: "Hora", exact: true })).toHaveAttribute("aria-current", "true");
  await group.getByRole("link", { name: "Medio día" }).click();
  await page.waitForURL(/zoom=half/);
  await expect.poll(() => frame.locator("svg").evaluate((svg) => svg.getBoundingClientRect().width)).toBeLessThan(hour);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".timeline-paper")).toBeVisible();
  await expect(frame).toBeHidden();

  const plain = await person({ as: "warden", javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await plain.goto("/day/today?show=over");
  await plain.getByRole("link", { name: "Medio día" }).click();
  await expect(plain).toHaveURL(/show=over&zoom=half/);
  await expect(plain.locator(".timeline-zoomed")).toBeVisible();
  const wide = await plain.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, "only the frame scrolls").toBeLessThanOrEqual(0);
  await plain.getByRole("link", { name: "Día", exact: true }).click();
  await expect(plain.locator(".timeline-frame")).toHaveCount(0);
});
