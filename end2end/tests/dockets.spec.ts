// A list of hearings: uploaded, planned, adjusted and booked as a whole, with scripts and without; and a day that breaks.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { newCase } from "../booking.ts";
import { atRest, expect, hydrated, test } from "../test.ts";
import { workbook } from "../workbook.ts";

const people = "jueza@example.org defensa@example.org";

/** A list of these hearings, each of a detainee of its own, and a line that is wrong. */
function list(cases: string[], detainee: number): string {
  const code = (number: number) => `DEMO-${String(detainee + number).padStart(4, "0")}`;
  const lines = cases.map((one, number) => `${one};inicial;${code(number)};30;0;${people}`);
  return ["expediente;tipo;persona;minutos;reunion;participantes", ...lines, `SIN-PERSONA;inicial;NADIE;30;0;${people}`].join("\r\n");
}

type Upload = { name: string; mimeType: string; buffer: Buffer };
const asText = (text: string): Upload => ({ name: "semana.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
const asWorkbook = (buffer: Buffer): Upload => ({
  name: "semana.xlsx",
  mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  buffer,
});

async function upload(page: Page, file: Upload): Promise<void> {
  await page.goto("/dockets/new");
  await page.getByLabel("Archivo").setInputFiles(file);
  await page.getByRole("button", { name: "Subir y revisar" }).click();
  await page.waitForURL(/\/dockets\/[0-9a-f-]{36}/);
}

/** The row of a hearing among the proposals. */
const proposal = (page: Page, of: string) => page.locator("#placed tbody tr", { hasText: of });

for (const scripts of [true, false]) {
  test(`a bad line is typed otherwise ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    const page = await person({ as: "scheduler", javaScriptEnabled: scripts, viewport: { width: 390, height: 844 } });
    const settle = async () => {
      if (scripts) await atRest(page);
    };
    await upload(page, asText(list([newCase()], scripts ? 9 : 10)));
    await settle();
    await page.locator("#mistaken").getByRole("link", { name: /Corregir/ }).click();
    await page.waitForURL(/\/correct$/);
    await settle();
    await expect(page.getByText("no hay nadie con ese código")).toBeVisible();
    if (scripts) await expectAccessible(page);
    await page.getByLabel("Persona privada de libertad").fill("DEMO-0011, DEMO-0018");
    await page.getByLabel("Minutos").fill("tres");
    await page.getByRole("button", { name: "Guardar la línea" }).click();
    await expect(page.getByText("no hay nadie con ese código")).toHaveCount(0);
    await expect(page.getByLabel("Minutos"), "nothing that is typed is lost").toHaveValue("tres");
    await settle();
    await page.getByLabel("Minutos").fill("30");
    await page.getByRole("button", { name: "Guardar la línea" }).click();
    await page.waitForURL(/\/dockets\/[0-9a-f-]{36}(#.*)?$/);
    await expect(page.locator("#mistaken")).toHaveCount(0);
    await expect(page.locator("#unplaced tbody tr")).toHaveCount(2);
    await expect(page.locator("#unplaced")).toContainText("Centro Penal La Esperanza (Mariona) Fase II");
  });
}

for (const scripts of [true, false]) {
  test.describe(scripts ? "with scripts" : "without scripts", () => {
    test(`a list becomes hearings ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
      test.setTimeout(90_000);
      const page = await person({ as: "scheduler", javaScriptEnabled: scripts });
      const settle = async () => {
        if (scripts) await atRest(page);
      };
      const cases = [newCase(), newCase(), newCase()];
      await upload(page, asText(list(cases, scripts ? 1 : 5)));
      await settle();
      await expect(page.locator("#mistaken")).toContainText("no hay nadie con ese código");
      await expect(page.locator("#mistaken")).toContainText("NADIE");
      await page.getByRole("button", { name: "Planificar" }).click();
      await expect(proposal(page, cases[0] as string)).toBeVisible({ timeout: 30_000 });
      await expect(page.locator("#placed tbody tr")).toHaveCount(3);
      await expect(page.getByRole("heading", { name: "Las salas, día por día" })).toBeVisible();

      await settle();
      await proposal(page, cases[2] as string).getByRole("button", { name: /Dejar fuera/ }).click();
      await expect(page.locator("#dropped")).toContainText(cases[2] as string);
      await settle();
      await proposal(page, cases[1] as string).getByRole("link", { name: /Otro horario/ }).click();
      await page.waitForURL(/\/dockets\/[0-9a-f-]{36}\/3$/);
      await settle();
      const slot = page.locator("button.docket-slot").last();
      const time = (await slot.locator(".docket-slot-time").textContent()) as string;
      await slot.click();
      await expect(proposal(page, cases[1] as string)).toContainText("Fijada");
      await expect(proposal(page, cases[1] as string)).toContainText(time);
      if (scripts) await expectAccessible(page);

      await settle();
      await page.getByRole("button", { name: "Reservar las 2" }).click();
      await expect(page.getByText("Se reservaron 2 audiencias")).toBeVisible({ timeout: 30_000 });
      await settle();
      await page.getByRole("link", { name: cases[1] as string }).click();
      await page.waitForURL(/\/appointments\//);
      await expect(page.getByRole("heading", { level: 1 })).toContainText(cases[1] as string);
    });
  });
}

for (const scripts of [true, false]) {
  test(`a workbook is read as it would be typed, and planned, ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    test.setTimeout(90_000);
    const page = await person({ as: "scheduler", javaScriptEnabled: scripts });
    const settle = async () => {
      if (scripts) await atRest(page);
    };
    const [one, other] = [newCase(), newCase()];
    const codes = scripts ? ["DEMO-0031", "DEMO-0032"] : ["DEMO-0033", "DEMO-0034"];
    // Minutes are numbers there; the last line names nobody.
    const rows = [
      ["expediente", "tipo", "persona", "minutos", "reunion", "participantes"],
      [one, "inicial", codes[0] ?? "", 45, 0, people],
      [other, "inicial", codes[1] ?? "", 30, 0, people],
      ["SIN-PERSONA", "inicial", "NADIE", 30, 0, people],
    ];
    await upload(page, asWorkbook(workbook(rows)));
    await settle();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("semana");
    await expect(page.locator("#mistaken tbody tr")).toHaveCount(1);
    await expect(page.locator("#mistaken")).toContainText("no hay nadie con ese código");
    await expect(page.locator("#mistaken")).toContainText("NADIE");
    if (scripts) await expectAccessible(page);
    await page.getByRole("button", { name: "Planificar" }).click();
    await expect(proposal(page, one)).toBeVisible({ timeout: 30_000 });
    await expect(proposal(page, other)).toBeVisible();
    await expect(page.locator("#placed tbody tr")).toHaveCount(2);
    // A number without a fraction, as it would be typed.
    await expect(proposal(page, one)).toContainText("45 min");
  });
}

test("a workbook that was cut off is no list", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  await page.goto("/dockets/new");
  await hydrated(page);
  const whole = workbook([["expediente", "tipo"], ["EXP-1", "inicial"]]);
  await page.getByLabel("Archivo").setInputFiles(asWorkbook(whole.subarray(0, whole.length / 2)));
  await page.getByRole("button", { name: "Subir y revisar" }).click();
  await expect(page.getByText("No es un libro de Excel (.xlsx) ni un archivo CSV en UTF-8.")).toBeVisible();
});

test("a file that is no list says why", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  await page.goto("/dockets/new");
  await hydrated(page);
  await expectAccessible(page);
  await page.getByLabel("Archivo").setInputFiles({ name: "otra.csv", mimeType: "text/csv", buffer: Buffer.from("color;tipo\nrojo;x\n") });
  await page.getByRole("button", { name: "Subir y revisar" }).click();
  await expect(page.getByText("No se conoce la columna «color».")).toBeVisible();
  await expect(page.getByText("Falta la columna «participantes».")).toBeVisible();
});

test("nothing to repair says so, and nobody else finds the page", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  await page.goto("/repair");
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1, name: "Reparar la agenda" })).toBeVisible();
  await expectAccessible(page);
});
