// Going from page to page without loading anew: those who do not see the page are told where they are.

import type { Page } from "@playwright/test";
import { arrived, book, bookable, choose, newCase, prepare, type Start } from "../booking.ts";
import { dateNow } from "../pages.ts";
import { expect, gotoHydrated, test } from "../test.ts";

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
