// What is sent twice happens once: impatient fingers, a reloaded page, a line that lost the answer.

import type { Page } from "@playwright/test";
import { begin } from "../begun.ts";
import { book, bookable, choose, newCase, type Start } from "../booking.ts";
import { expect, gotoHydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0007", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

/** Everything that stands on the page of an appointment's history. */
const history = (page: Page) => page.locator("section", { has: page.getByRole("heading", { name: "Historial" }) });

async function ready(page: Page, caseNumber: string): Promise<Start> {
  await begin(page, { ...people, caseNumber });
  const start = (await bookable(page)).at(0) as Start;
  await choose(page, start);
  return start;
}

/** How many rows of that day tell of the case, its private meeting included. */
async function rows(page: Page, day: string, caseNumber: string): Promise<number> {
  await gotoHydrated(page, `/day/${day}`);
  return page.locator("tbody tr", { hasText: caseNumber }).count();
}

test("two quick presses book one hearing", async ({ person }) => {
  const scheduler = await person({ as: "scheduler" });
  const caseNumber = newCase();
  const start = await ready(scheduler, caseNumber);
  const posts: string[] = [];
  scheduler.on("request", (request) => request.url().endsWith("/do/booking/book") && posts.push(request.url()));
  await scheduler.getByRole("button", { name: "Reservar", exact: true }).dblclick();
  await scheduler.waitForURL(/\/appointments\/(?!new)[0-9a-f-]+/);
  expect(posts).toHaveLength(1);
  await expect(history(scheduler).getByText("Reservó")).toHaveCount(1);
  expect(await rows(scheduler, start.date, caseNumber)).toBe(1);
});

test("the same booking sent again leads to the same appointment, with and without scripts", async ({ person }) => {
  test.setTimeout(60_000);
  const scheduler = await person({ as: "scheduler" });
  const caseNumber = newCase();
  const start = await ready(scheduler, caseNumber);
  const sent = scheduler.waitForRequest((request) => request.url().endsWith("/do/booking/book"));
  const appointment = await book(scheduler);
  const request = await sent;
  const again = (accept: string) =>
    scheduler.request.post(request.url(), {
      data: request.postData() ?? "",
      headers: { "content-type": "application/x-www-form-urlencoded", accept },
      maxRedirects: 0,
    });
  const form = await again("text/html");
  expect(form.status()).toBe(302);
  expect(form.headers().location).toContain(appointment);
  const call = await again("application/postcard");
  expect(call.status()).toBeLessThan(400);
  expect(await rows(scheduler, start.date, caseNumber)).toBe(1);
});

test.describe("an answer that was lost on the way", () => {
  test.use({ expected: [/Failed to load resource|net::ERR/] });

  test("trying again books once", async ({ person }) => {
    const scheduler = await person({ as: "scheduler" });
    const caseNumber = newCase();
    const start = await ready(scheduler, caseNumber);
    let tries = 0;
    await scheduler.route("**/do/booking/book", async (route) => {
      tries += 1;
      if (tries > 1) return route.continue();
      await route.fetch({ maxRedirects: 0 });
      await route.abort("connectionreset");
    });
    await scheduler.getByRole("button", { name: "Reservar", exact: true }).click();
    await expect(scheduler.getByText("No hay respuesta del servidor")).toBeVisible();
    await book(scheduler);
    expect(tries).toBe(2);
    await expect(history(scheduler).getByText("Reservó")).toHaveCount(1);
    expect(await rows(scheduler, start.date, caseNumber)).toBe(1);
  });
});

test("an answer given twice is told once", async ({ person }) => {
  test.setTimeout(60_000);
  const scheduler = await person({ as: "scheduler" });
  await ready(scheduler, newCase());
  const appointment = await book(scheduler);
  const lawyer = await person({ as: "lawyer", javaScriptEnabled: false });
  await lawyer.goto(`${appointment}/answer`);
  const sent = lawyer.waitForRequest((request) => request.url().endsWith("/do/confirm/respond"));
  await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
  await expect(lawyer.getByText("Usted respondió que asistirá")).toBeVisible();
  const request = await sent;
  const again = await lawyer.request.post(request.url(), {
    data: request.postData() ?? "",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
    maxRedirects: 0,
  });
  expect(again.status()).toBe(302);
  await gotoHydrated(scheduler, appointment);
  await expect(history(scheduler).getByText("Respondió")).toHaveCount(1);
});
