// Who takes part in an appointment that is booked already: one joins, one leaves, in one step.

import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { book, bookable, choose, newCase, type Start } from "../booking.ts";
import { dateNow } from "../pages.ts";
import { atRest, expect, gotoHydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0009", judge: "Marta Conacaste Brisa", lawyer: "Clara Madrecacao Luna" };
const interpreter = "Mateo Achiote Bruma";

test.describe("a change that cannot be", () => {
  test.use({ expected: [/status of (422|409)/] });

  test("somebody joins, somebody cannot leave, and the record says so", async ({ person }) => {
    test.setTimeout(90_000);
    const page = await person({ as: "scheduler", viewport: { width: 1024, height: 768 }, hasTouch: true });
    await begin(page, { ...people, caseNumber: newCase() });
    await choose(page, (await bookable(page)).at(-1) as Start);
    await book(page);
    await page.getByRole("link", { name: "Cambiar quién participa" }).click();
    await page.waitForURL(/\/people$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Quién participa");
    await expect(page.getByRole("button", { name: "Guardar el cambio" })).toHaveCount(0);

    await page.getByRole("link", { name: `Quitar ${people.lawyer}` }).click();
    await expect(page.getByText("deja de participar", { exact: false }).first()).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Guardar el cambio" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Defensa" })).toBeVisible();
    await atRest(page);
    await page.getByRole("link", { name: `Dejar como estaba ${people.lawyer}` }).click();
    await expect(page.getByRole("button", { name: "Guardar el cambio" })).toHaveCount(0);

    await atRest(page);
    await page.getByLabel("Participa como").selectOption({ label: "Intérprete" });
    await page.getByRole("searchbox").fill("Mateo");
    await expect(page.locator(".picks").getByRole("link")).toHaveCount(1);
    await page.getByRole("link", { name: interpreter }).click();
    await expect(page.locator(".chosen-joins")).toContainText(interpreter);
    expect(new URL(page.url()).search, "no name in the address").not.toContain("Mateo");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Guardar el cambio" }).click();
    await page.waitForURL(/done=people/);
    await expect(page.getByText("El cambio quedó guardado", { exact: false })).toBeVisible();
    await expect(page.locator(".detail-people").first()).toContainText(interpreter);
    await expect(page.locator(".record")).toContainText(`Se suma (${interpreter}): Intérprete`);
  });
});

test("without scripts the same is done with links and one form", async ({ person }) => {
  test.setTimeout(90_000);
  const booker = await person({ as: "scheduler" });
  await begin(booker, { ...people, caseNumber: newCase() });
  await choose(booker, (await bookable(booker)).at(-1) as Start);
  await book(booker);
  const path = new URL(booker.url()).pathname;

  const page = await person({ as: "scheduler", javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await page.goto(`${path}/people`);
  await page.getByLabel("Participa como").selectOption({ label: "Intérprete" });
  await page.getByRole("searchbox").fill("Mateo");
  await page.getByRole("button", { name: "Buscar" }).click();
  await expect(page.getByRole("link", { name: interpreter })).toBeVisible();
  expect(new URL(page.url()).search, "no name in the address").toBe("?part=interpreter&sought=1");
  await page.getByRole("link", { name: interpreter }).click();
  await expect(page.locator(".chosen-joins")).toContainText(interpreter);
  await page.getByRole("button", { name: "Guardar el cambio" }).click();
  await page.waitForURL(/done=people/);
  await expect(page.locator(".detail-people").first()).toContainText(interpreter);
});

test.describe("a page that is not for them", () => {
  test.use({ expected: [/status of 404/] });

  test("whoever may not change it finds no such page", async ({ person }) => {
    const scheduler = await person({ as: "scheduler" });
    await gotoHydrated(scheduler, `/day/${dateNow(1)}`);
    const href = await scheduler.locator("tbody a").first().getAttribute("href");
    const lawyer = await person({ as: "lawyer" });
    const answer = await lawyer.goto(`${href}/people`);
    expect(answer?.status()).toBe(404);
  });
});
