// A person's own calendar as their absences, the repair that is sought before an absence stands, and leaving what was
// begun: with scripts and without.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { arrived, book, bookable, choose, newCase, starts, weeksLater } from "../booking.ts";
import { dateNow } from "../pages.ts";
import { atRest, expect, test } from "../test.ts";

/** A judge without an account: whom no other test on the desktop needs. */
const JUDGE = "Rodrigo Guayacán Alba";

/** A day so many days ahead, as the calendar file writes it. */
const day = (ahead: number) => dateNow(ahead).replaceAll("-", "");

const file = (...events: string[][]) =>
  ["BEGIN:VCALENDAR", ...events.flatMap((lines) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"]), "END:VCALENDAR"].join("\r\n");

async function upload(page: Page, text: string): Promise<void> {
  await page.getByLabel("Archivo del calendario").setInputFiles({ name: "agenda.ics", mimeType: "text/calendar", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Leer el calendario" }).click();
}

for (const scripts of [true, false]) {
  const how = scripts ? "with scripts" : "without scripts";

  test(`a judge uploads their calendar, and another in its place, ${how}`, async ({ person }) => {
    const page = await person({ as: "judge", javaScriptEnabled: scripts });
    const look = async () => {
      if (!scripts) return;
      await atRest(page);
      await expectAccessible(page);
    };
    await page.goto("/absences");
    await look();
    await upload(page, file(["SUMMARY:Reunión secreta", "DTSTART:mañana"]));
    await expect(page.getByText("Línea 4, evento 1: La fecha o la hora no se entiende, o falta.")).toBeVisible();
    await look();
    // At night, so that it is in nobody's way; every day for four days, and one of them not.
    const nightly = ["UID:n", `DTSTART:${day(120)}T020000`, "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4", `EXDATE:${day(121)}T020000`];
    await upload(page, file(["SUMMARY:Reunión secreta", ...nightly], [`DTSTART:${day(125)}T020000`, "DURATION:PT1H", "TRANSP:TRANSPARENT"]));
    await page.waitForURL(/calendar=/);
    await expect(page.getByText("Añade 3 ausencias.")).toBeVisible();
    await expect(page.getByText("No afecta a ninguna cita")).toBeVisible();
    await expect(page.getByText("secreta")).toHaveCount(0);
    await look();
    await page.getByRole("button", { name: "Registrar el calendario" }).click();
    await expect(page.getByText("El calendario quedó registrado")).toBeVisible();
    await expect(page.getByText("3 ausencias del calendario importado")).toBeVisible();
    await expect(page.getByText("El calendario importado llega hasta el")).toBeVisible();
    await look();
    await upload(page, file([`DTSTART:${day(130)}T020000`, "DURATION:PT1H"]));
    await expect(page.getByText("Sustituye a 3 del calendario anterior.")).toBeVisible();
    if (scripts) await atRest(page);
    await page.getByRole("button", { name: "Registrar el calendario" }).click();
    const brought = page.getByText("Una ausencia del calendario importado");
    await expect(brought).toBeVisible();
    if (scripts) await atRest(page);
    await brought.click();
    await look();
    await page.getByRole("button", { name: "Quitar lo que trajo el calendario" }).click();
    await expect(page.getByText("Se quitó lo que trajo el calendario")).toBeVisible();
  });

  test(`a scheduler looks for other times before an absence stands, ${how}`, async ({ person }) => {
    test.setTimeout(120_000);
    const setup = await person({ as: "scheduler" });
    await begin(setup, { caseNumber: newCase(), detainee: scripts ? "DEMO-0011" : "DEMO-0012", judge: JUDGE, lawyer: "Clara Madrecacao Luna" });
    // A whole week lies ahead then: late on a Saturday nothing of this one is left by day, and the absence below is none at night.
    await weeksLater(setup, 1);
    const start = (await starts(setup)).filter((one) => one.hour >= 8 && one.hour < 17).at(-1);
    if (!start) throw new Error("no free start");
    await choose(setup, start);
    await book(setup);

    const page = await person({ as: "scheduler", javaScriptEnabled: scripts });
    await page.goto("/absences");
    await page.getByRole("link", { name: new RegExp(JUDGE) }).click();
    await expect(page.getByRole("heading", { level: 1, name: new RegExp(JUDGE) })).toBeVisible();
    if (scripts) await atRest(page);
    await page.getByLabel("Desde el día").fill(start.date);
    await page.getByLabel("Hora de inicio").fill("06:00");
    await page.getByLabel("Hasta el día").fill(start.date);
    await page.getByLabel("Hora final").fill("20:00");
    await page.getByRole("button", { name: "Ver a qué afecta" }).click();
    await page.getByRole("link", { name: "Buscar otros horarios antes de decidir" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Buscar otros horarios" })).toBeVisible();
    if (scripts) {
      await atRest(page);
      await expectAccessible(page);
    }
    await expect(page.locator("input[name='moves[]']")).not.toHaveCount(0);
    await page.getByLabel("Causa").selectOption("leave");
    await page.getByRole("button", { name: "Registrar la ausencia y mover lo marcado" }).click();
    await expect(page.getByText("La ausencia quedó registrada y los cambios están hechos")).toBeVisible();
    // What was not ticked, or has no place, is a step away.
    await expect(page.getByRole("link", { name: "Ver qué citas hay que mover en los próximos 30 días, si las hay" })).toHaveAttribute("href", "/repair");
    // For the tests that come after: she can be had again.
    if (scripts) await atRest(page);
    await page.getByRole("button", { name: /^Quitar/ }).first().click();
    await expect(page.getByText("La ausencia se quitó")).toBeVisible();
  });
}

test("a scheduler lets go of a held time, and leaves the booking", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  await begin(page, { caseNumber: newCase(), detainee: "DEMO-0013", judge: JUDGE, lawyer: "Clara Madrecacao Luna" });
  const start = (await bookable(page)).at(0);
  if (!start) throw new Error("no free start");
  await choose(page, start);
  await page.getByRole("link", { name: "Atrás" }).click();
  await arrived(page, "when");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Soltar este horario" }).click();
  await expect(page.getByRole("button", { name: "Soltar este horario" })).toHaveCount(0);
  await atRest(page);
  await page.getByRole("button", { name: "Dejar esta reserva" }).click();
  await page.waitForURL((url) => url.pathname === "/");
});
