// Going from page to page without loading anew: those who do not see the page are told where they are.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { arrived, book, bookable, choose, keptInTab, newCase, prepare, type Start, unsent } from "../booking.ts";
import { dateNow } from "../pages.ts";
import { atRest, expect, gotoHydrated, hydrated, test } from "../test.ts";

/** Marks the document, so that a test sees whether it was loaded anew. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { marked: true }));
const isMarked = (page: Page) => page.evaluate(() => "marked" in window);

test("the heading takes the focus, the title changes, and back returns", { tag: ["@desktop", "@phone"] }, async ({ person }) => {
  const page = await person({ as: "scheduler" });
  await gotoHydrated(page, "/");
  await mark(page);
  const home = await page.title();
  const heading = page.getByRole("heading", { level: 1 });
  // The first page leaves the focus where the browser has it.
  await expect(heading).not.toBeFocused();

  await page.getByRole("navigation", { name: "Principal" }).getByRole("link", { name: "Agenda" }).click();
  await page.waitForURL(/\/day\/today$/);
  await expect(heading).toBeFocused();
  await expect(page).not.toHaveTitle(home);
  const day = await page.title();
  expect(day).toMatch(/ · Telesala$/);

  await page.locator('tbody a[href^="/appointments/"]').first().click();
  await page.waitForURL(/\/appointments\/[0-9a-f-]+$/);
  await expect(heading).toBeFocused();
  await expect(page).not.toHaveTitle(day);

  await page.goBack();
  await page.waitForURL(/\/day\/today$/);
  await expect(page).toHaveTitle(day);
  await expect(heading).toBeFocused();
  await page.goBack();
  await expect(page).toHaveTitle(home);
  await page.goForward();
  await expect(page).toHaveTitle(day);
  expect(await isMarked(page), "the document was never loaded anew").toBe(true);
});

test("a day is looked at as its address says, from day to day and back", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  const [first, second] = [`/day/${dateNow(1)}`, `/day/${dateNow(2)}`];
  const room = page.getByRole("columnheader", { name: "Sala", exact: true });
  const here = () => page.evaluate(() => location.pathname + location.search);
  await gotoHydrated(page, first);
  await mark(page);
  const title = await page.title();
  await expect(room).not.toHaveAttribute("aria-sort");
  await room.getByRole("link").click();
  await expect(room).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("link", { name: "Día siguiente" }).click();
  await expect.poll(here).toBe(`${second}?sort=room`);
  await expect(page).not.toHaveTitle(title);
  await expect(room).toHaveAttribute("aria-sort", "ascending");
  // Two pages back at once, to the first day as it was opened.
  await page.evaluate(() => history.go(-2));
  await expect.poll(here).toBe(first);
  await expect(page).toHaveTitle(title);
  await expect(room).not.toHaveAttribute("aria-sort");
  await page.evaluate(() => history.go(2));
  await expect.poll(here).toBe(`${second}?sort=room`);
  await expect(room).toHaveAttribute("aria-sort", "ascending");
  expect(await isMarked(page), "the document was never loaded anew").toBe(true);
});

test("back in the booking returns to the step before, with what was typed", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  const caseNumber = newCase();
  await gotoHydrated(page, "/appointments/new");
  await arrived(page, "what");
  await page.getByLabel("Tipo de audiencia").selectOption({ label: "Vista pública" });
  await page.getByLabel("Número de expediente").fill(caseNumber);
  await page.getByLabel("30 min").first().check();
  await page.getByRole("button", { name: "Continuar" }).click();
  await arrived(page, "who");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.goBack();
  await arrived(page, "what");
  await expect(page.getByLabel("Número de expediente")).toHaveValue(caseNumber);
  await expect(page.getByLabel("Tipo de audiencia")).toHaveValue("trial");
});

test("back to the first step of the booking and forward to the last loses nothing", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  const people = { detainee: "DEMO-0025", judge: "Irene Bálsamo Estrella", lawyer: "Rosa Nance Collado" };
  const caseNumber = newCase();
  await prepare(page, { ...people, caseNumber });
  const start = (await bookable(page)).at(0) as Start;
  await choose(page, start);

  const kept = page.getByText("Este horario queda guardado para usted");
  const holds = {
    what: async () => {
      await expect(page.getByLabel("Número de expediente")).toHaveValue(caseNumber);
      await expect(page.getByLabel("Tipo de audiencia")).toHaveValue("preliminary");
      await expect(page.getByRole("group", { name: "Duración" }).getByLabel("30 min")).toBeChecked();
    },
    who: async () => {
      await expect(page.locator(".brought")).toContainText(people.detainee);
      for (const name of [people.judge, people.lawyer]) await expect(page.locator("section.part .chosen", { hasText: name })).toBeVisible();
    },
    when: async () => {
      await expect(kept).toBeVisible();
      await expect(page.locator(`input[name=slot][value="${start.value}"]`)).toBeChecked();
    },
    check: async () => {
      await expect(kept).toBeVisible();
      const answers = page.locator(".booking-step");
      for (const answer of [caseNumber, people.detainee, people.judge, people.lawyer, `${start.time}–`]) await expect(answers).toContainText(answer);
    },
  };
  await holds.check();
  for (const step of ["when", "who", "what"] as const) {
    await page.goBack();
    await arrived(page, step);
    await holds[step]();
  }
  for (const step of ["who", "when", "check"] as const) {
    await page.goForward();
    await arrived(page, step);
    await holds[step]();
  }
  await book(page);
  await expect(page.locator(".detail-time")).toContainText(start.time);
});

test("what was changed in the first step and not saved is kept, and every other step says so", async ({ person }) => {
  test.setTimeout(90_000);
  const page = await person({ as: "scheduler" });
  await prepare(page, { detainee: "DEMO-0025", judge: "Irene Bálsamo Estrella", lawyer: "Rosa Nance Collado", caseNumber: newCase() });
  const length = (minutes: number) => page.getByRole("group", { name: "Duración" }).getByLabel(`${minutes} min`, { exact: true });
  const way = unsent(page).getByRole("link", { name: "Lo que cambió en «Qué»" });
  const step = async (name: string, to: "what" | "when") => {
    await page.getByRole("link", { name, exact: true }).click();
    await arrived(page, to);
    await atRest(page);
  };
  await expect(unsent(page)).toHaveCount(0);
  for (const before of ["who", "what"] as const) {
    await page.goBack();
    await arrived(page, before);
  }
  await atRest(page);
  await expect(length(30)).toBeChecked();
  await length(60).check();

  // On by the browser's button, and by the list of steps.
  for (const after of ["who", "when"] as const) {
    await page.goForward();
    await arrived(page, after);
    await expect(way).toBeVisible();
  }
  await step("1 Qué", "what");
  await expect(length(60)).toBeChecked();
  await expect(unsent(page), "it stands there to be read").toHaveCount(0);
  await step("3 Cuándo", "when");
  await expectAccessible(page);
  await way.click();
  await arrived(page, "what");
  await expect(length(60)).toBeChecked();
  await page.getByRole("button", { name: "Continuar" }).click();
  await arrived(page, "who");
  await atRest(page);
  await expect(unsent(page)).toHaveCount(0);
  expect(await keptInTab(page), "what was saved is not kept besides").toEqual([]);

  // What somebody thinks better of is gone for good.
  await step("1 Qué", "what");
  await length(90).check();
  await step("3 Cuándo", "when");
  await unsent(page).getByRole("button", { name: "Descartar lo que no está guardado" }).click();
  await expect(unsent(page)).toHaveCount(0);
  await step("1 Qué", "what");
  await expect(length(60)).toBeChecked();
  await step("3 Cuándo", "when");

  const start = (await bookable(page)).at(0) as Start;
  await choose(page, start);
  const end = `${String((start.hour + 1) % 24).padStart(2, "0")}${start.time.slice(2)}`;
  await expect(page.locator(".booking-step")).toContainText(`${start.time}–${end}`);
});

test("what was typed and not sent is there again after leaving the booking and coming back", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  const caseNumber = newCase();
  await gotoHydrated(page, "/");
  const home = await page.title();
  await page.getByRole("navigation", { name: "Principal" }).getByRole("link", { name: "Reservar", exact: true }).click();
  await arrived(page, "what");
  await atRest(page);
  const terms = page.locator("details", { hasText: "Plazos" });
  const holds = async () => {
    await expect(page.getByLabel("Número de expediente")).toHaveValue(caseNumber);
    await expect(page.getByLabel("Tipo de audiencia")).toHaveValue("trial");
    await expect(page.getByRole("group", { name: "Duración" }).getByLabel("45 min")).toBeChecked();
    // Folded up, it would not be seen.
    await expect(terms.getByLabel("Motivo para avisar con menos tiempo")).toBeVisible();
    await expect(terms.getByLabel("Motivo para avisar con menos tiempo")).toHaveValue("Vence el plazo\nde la detención & más");
  };
  await page.getByLabel("Tipo de audiencia").selectOption("trial");
  await page.getByLabel("Número de expediente").fill(caseNumber);
  await page.getByRole("group", { name: "Duración" }).getByLabel("45 min").check();
  await terms.locator("summary").click();
  await terms.getByLabel("Motivo para avisar con menos tiempo").fill("Vence el plazo\nde la detención & más");
  await page.goBack();
  await expect(page).toHaveTitle(home);
  await page.goForward();
  await arrived(page, "what");
  await holds();
  expect(page.url(), "no address tells it").not.toContain(caseNumber);
  await page.reload();
  await hydrated(page);
  await holds();
  await page.getByRole("button", { name: "Continuar" }).click();
  await arrived(page, "who");
  await atRest(page);
  expect(await keptInTab(page)).toEqual([]);
});

test("a new person who is half typed waits while another part is filled", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  const [name, email] = ["Aurora Cortez", `aurora-${process.pid}-${Date.now()}@bufete.example`];
  await gotoHydrated(page, "/appointments/new");
  await arrived(page, "what");
  await page.getByLabel("Tipo de audiencia").selectOption("trial");
  await page.getByLabel("Número de expediente").fill(newCase());
  await page.getByRole("group", { name: "Duración" }).getByLabel("30 min").check();
  await page.getByRole("button", { name: "Continuar" }).click();
  await arrived(page, "who");

  const part = (title: string) => page.locator("section.part", { has: page.getByRole("heading", { level: 3, name: title }) });
  const open = async (title: string) => {
    await part(title).getByRole("link", { name: /^Añadir/ }).click();
    await expect(part(title).getByLabel("Buscar por nombre")).toBeVisible();
    await atRest(page);
  };
  const english = part("Defensa").getByRole("group", { name: "Idioma en el que se le escribe" }).getByLabel("English");
  await open("Defensa");
  await part("Defensa").locator("details summary").click();
  await part("Defensa").getByLabel("Nombre completo").fill(name);
  await part("Defensa").getByLabel("Correo electrónico").fill(email);
  await expect(english).not.toBeChecked();
  await english.check();

  await open("Juez o jueza");
  await unsent(page).getByRole("link", { name: "Una persona nueva: Defensa" }).click();
  await expect(part("Defensa").getByLabel("Nombre completo")).toHaveValue(name);
  await expect(part("Defensa").getByLabel("Nombre completo")).toBeVisible();
  await expect(part("Defensa").getByLabel("Correo electrónico")).toHaveValue(email);
  await expect(english).toBeChecked();
  await atRest(page);
  await expect(unsent(page)).toHaveCount(0);
  await part("Defensa").getByRole("button", { name: "Añadir a la cita" }).click();
  await expect(part("Defensa").locator(".chosen")).toContainText(name);
  await atRest(page);
  expect(await keptInTab(page)).toEqual([]);
  await open("Juez o jueza");
  await expect(unsent(page)).toHaveCount(0);
});

test.describe("after an update of the server", () => {
  test.use({ expected: [/Failed to load resource|split_appointments|WebAssembly/] });

  test("a page whose code is gone is loaded whole, and still serves", async ({ person }) => {
    const page = await person({ as: "scheduler" });
    await page.route(/split_appointments[^/]*\.wasm/, (route) => route.fulfill({ status: 404, body: "" }));
    // Of today nothing may be left to open.
    await gotoHydrated(page, `/day/${dateNow(1)}`);
    await mark(page);
    await page.locator('tbody a[href^="/appointments/"]').first().click();
    await page.waitForURL(/\/appointments\/[0-9a-f-]+$/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await isMarked(page), "the document was loaded anew").toBe(false);
    await page.getByRole("navigation", { name: "Principal" }).getByRole("link", { name: "Agenda" }).click();
    await page.waitForURL(/\/day\//);
    await expect(page.locator("tbody a").first()).toBeVisible();
  });
});
