// One hearing with people who are held in several centres: a room in each, at the same time.

import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { arrived, book, bookable, choose, newCase, prepare, type Start, starts, weeksLater } from "../booking.ts";
import { atRest, expect, gotoHydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0011", judge: "Tomás Amate Río", lawyer: "Clara Madrecacao Luna" };
const elsewhere = "DEMO-0018";
const izalco = "Centro Penal de Izalco Fase III";
const mariona = "Centro Penal La Esperanza (Mariona) Fase II";

test("a hearing is booked for people of two centres, and each centre sees its own", async ({ person }) => {
  test.setTimeout(120_000);
  const page = await person({ as: "scheduler", viewport: { width: 1024, height: 768 }, hasTouch: true });
  await prepare(page, { ...people, caseNumber: newCase() });
  await page.getByRole("link", { name: "Atrás" }).click();
  await arrived(page, "who");
  await page.getByText("Traer también a otra persona").click();
  await page.getByLabel("Buscar por código o nombre").fill(elsewhere);
  await page.getByRole("button", { name: new RegExp(elsewhere) }).click();
  await expect(page.locator(".brought .chosen")).toHaveCount(2);
  await expect(page.getByText("Están en 2 centros")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Continuar" }).click();
  await arrived(page, "when");
  await expect(page.locator(".slot-room").first()).toContainText(`${mariona}: `);
  await choose(page, (await bookable(page)).at(-1) as Start);
  await expect(page.getByText(`${mariona}: `).first()).toBeVisible();
  await expectAccessible(page);
  const path = await book(page);
  const sites = page.locator("section", { has: page.getByRole("heading", { name: "Lugar" }) });
  await expect(sites).toContainText(izalco);
  await expect(sites).toContainText(mariona);
  await expect(sites).toContainText(people.detainee);
  await expect(sites).toContainText(elsewhere);

  for (const [as, own, other] of [
    ["warden", people.detainee, elsewhere],
    ["otherWarden", elsewhere, people.detainee],
  ] as const) {
    const warden = await person({ as });
    await gotoHydrated(warden, path);
    const seen = warden.locator("section", { has: warden.getByRole("heading", { name: "Lugar" }) });
    await expect(seen).toContainText(own);
    await expect(seen).not.toContainText(other);
    await expect(seen).toContainText(izalco);
    await expect(seen).toContainText(mariona);
    const check = warden.getByRole("link", { name: "Revisar esta sala" });
    await expect(check).toBeVisible();
    await expect(check, "camera and microphone are the new page's own").toHaveAttribute("rel", "external");
  }
});

for (const scripts of [true, false]) {
  test(`somebody of another centre joins a booked hearing, ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    test.setTimeout(120_000);
    const booker = await person({ as: "scheduler" });
    await begin(booker, { ...people, detainee: scripts ? "DEMO-0012" : "DEMO-0013", caseNumber: newCase() });
    // Whoever joins must be free then, and a room there too, which is known only of those the finder was asked for: a week of its own.
    await weeksLater(booker, scripts ? 5 : 6);
    await choose(booker, (await starts(booker)).at(-1) as Start);
    const path = await book(booker);

    const page = await person({ as: "scheduler", javaScriptEnabled: scripts, viewport: { width: 390, height: 844 } });
    await page.goto(path);
    await page.getByRole("link", { name: "Cambiar a quién se trae" }).click();
    await page.waitForURL(/\/brought/);
    if (scripts) await atRest(page);
    const other = scripts ? "DEMO-0019" : "DEMO-0020";
    await page.getByRole("searchbox").fill(other);
    if (!scripts) await page.getByRole("button", { name: "Buscar" }).click();
    await expect(page.getByRole("button", { name: new RegExp(other) })).toBeVisible();
    expect(new URL(page.url()).search, "no code in the address").toBe(scripts ? "" : "?sought=1");
    await page.getByRole("button", { name: new RegExp(other) }).click();
    await expect(page.getByText("El cambio quedó guardado")).toBeVisible();
    await expect(page.locator(".chosen-list")).toContainText(other);
    await expect(page.locator(".chosen-list")).toContainText(mariona);
    if (scripts) await expectAccessible(page);
    await page.goto(path);
    await expect(page.locator(".record")).toContainText(`Se trae a: ${other}`);

    await page.goto(`${path}/brought`);
    if (scripts) await atRest(page);
    await page.locator("li", { hasText: other }).getByRole("button", { name: /Ya no se trae/ }).click();
    await expect(page.getByText("El cambio quedó guardado")).toBeVisible();
    await expect(page.locator(".chosen-list")).not.toContainText(mariona);
    await expect(page.getByRole("button", { name: /Ya no se trae/ }), "somebody must be brought").toHaveCount(0);
  });
}
