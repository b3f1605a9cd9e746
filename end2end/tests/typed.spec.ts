// What somebody typed is never lost: not by a session that ends, not by a line that breaks.

import type { Page } from "@playwright/test";
import { arrived, keptInTab, newCase } from "../booking.ts";
import { accounts, password } from "../people.ts";
import { expect, hydrated, test } from "../test.ts";

/** Signs in by the page itself: a session that may be ended without anybody else's ending. */
async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Nombre de usuario").fill(accounts.scheduler);
  await page.getByLabel("Contraseña").fill(password);
  await page.getByRole("button", { name: "Entrar" }).click();
}

const whatForm = {
  caseNumber: (page: Page) => page.getByLabel("Número de expediente"),
  type: (page: Page) => page.getByLabel("Tipo de audiencia"),
  language: (page: Page) => page.getByLabel("Idioma que necesita intérprete"),
};

async function fill(page: Page, caseNumber: string): Promise<void> {
  await whatForm.type(page).selectOption("trial");
  await whatForm.caseNumber(page).fill(caseNumber);
  await page.getByRole("group", { name: "Duración" }).getByLabel("45 min").check();
  await whatForm.language(page).fill("náhuat");
}

async function expectFilled(page: Page, caseNumber: string): Promise<void> {
  await expect(whatForm.caseNumber(page)).toHaveValue(caseNumber);
  await expect(whatForm.type(page)).toHaveValue("trial");
  await expect(page.getByRole("group", { name: "Duración" }).getByLabel("45 min")).toBeChecked();
  await expect(whatForm.language(page)).toHaveValue("náhuat");
}

for (const scripts of [true, false]) {
  test.describe(scripts ? "a session that ends, with scripts" : "a session that ends, without scripts", () => {
    test.use({ expected: [/status of 401/] });

    test("the form leads to signing in and back, as it was typed", async ({ person }) => {
      test.setTimeout(60_000);
      const caseNumber = newCase();
      const page = await person({ javaScriptEnabled: scripts });
      await page.goto("/sign-in?back=/appointments/new");
      if (scripts) await hydrated(page);
      await signIn(page);
      await arrived(page, "what");
      if (scripts) await hydrated(page);
      const form = page.url();
      await fill(page, caseNumber);

      // Signed out in another tab of the same browser.
      const other = await page.context().newPage();
      await other.goto("/");
      await other.getByRole("button", { name: "Salir" }).click();
      await other.waitForURL(/\/sign-in/);

      await page.getByRole("button", { name: "Continuar" }).click();
      if (scripts) {
        await expect(page.getByText("Su sesión terminó")).toBeVisible();
        // It still stands on the page while it is read.
        await expectFilled(page, caseNumber);
        await page.getByRole("link", { name: "Iniciar sesión" }).click();
      }
      await page.waitForURL(/\/sign-in\?back=/);
      if (scripts) await hydrated(page);
      await signIn(page);
      await page.waitForURL(form);
      if (scripts) await hydrated(page);
      await expectFilled(page, caseNumber);
      await page.getByRole("button", { name: "Continuar" }).click();
      await arrived(page, "who");
    });
  });
}

test("signing out forgets what was typed and not sent", async ({ person }) => {
  test.setTimeout(60_000);
  const page = await person();
  await page.goto("/sign-in?back=/appointments/new");
  await hydrated(page);
  await signIn(page);
  await arrived(page, "what");
  await hydrated(page);
  const form = page.url();
  await fill(page, newCase());
  expect(await keptInTab(page)).toHaveLength(1);
  await page.getByRole("button", { name: "Salir" }).click();
  await page.waitForURL(/\/sign-in/);
  expect(await keptInTab(page)).toEqual([]);

  await page.goto(`/sign-in?back=${new URL(form).pathname}`);
  await hydrated(page);
  await signIn(page);
  await page.waitForURL(form);
  await hydrated(page);
  await expect(whatForm.caseNumber(page)).toHaveValue("");
  await expect(whatForm.type(page)).toHaveValue("");
});

test.describe("a line that breaks", () => {
  test.use({ expected: [/Failed to load resource|net::ERR/] });

  test("the form says so, stays as it was typed, and goes through once the line is back", async ({ person }) => {
    const caseNumber = newCase();
    const page = await person({ as: "scheduler" });
    await page.goto("/appointments/new");
    await arrived(page, "what");
    await hydrated(page);
    await fill(page, caseNumber);
    const tries: string[] = [];
    page.on("request", (request) => request.url().includes("/do/") && tries.push(new URL(request.url()).pathname));

    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Continuar" }).click();
    await expect(page.getByText("No hay respuesta del servidor")).toBeVisible();
    await page.context().setOffline(false);
    // Nothing is fetched that could take the form away.
    expect(tries).toEqual(["/do/booking/save-what"]);
    await expectFilled(page, caseNumber);
    await page.getByRole("button", { name: "Continuar" }).click();
    await arrived(page, "who");
    await page.goBack();
    await expectFilled(page, caseNumber);
  });
});
