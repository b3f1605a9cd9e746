// On PostgreSQL, and when it is gone for a while: nobody waits in vain, nothing that was typed is lost, boards come back.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { arrived, book, bookable, choose, newCase, prepare, type Start } from "../booking.ts";
import { Postgres, postgresIsHere } from "../postgres.mjs";
import { plainly, Server } from "../server.mjs";
import { expect, gotoHydrated, hydrated, test as base } from "../test.ts";

const test = base.extend<object, { store: Postgres; own: Server }>({
  store: [
    async ({}, use) => {
      const store = await Postgres.begin();
      await use(store);
      await store.remove();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  own: [
    async ({ store }, use) => {
      const own = await Server.start({ DATABASE_URL: store.address });
      await use(own);
      await own.remove();
      expect(own.panics(), "panics in the server's log").toEqual([]);
    },
    { scope: "worker", timeout: 330_000 },
  ],
});

// Where the whole is proved they are there.
test.skip(!process.env.CI && !postgresIsHere(), "PostgreSQL's programs are not on this machine");
test.describe.configure({ mode: "serial" });

/** Longer than any request may take to say that it cannot be served. */
const SOON = 8_000;

test("the demo's people sign in and see their day", async ({ person, own }) => {
  const warden = await person({ as: "warden", at: own });
  await gotoHydrated(warden, "/day/today");
  await expect(warden.getByText("En vivo")).toBeVisible();
  await expect(warden.getByRole("row")).not.toHaveCount(0);
  expect(await plainly(`${own.address}/readyz`)).toEqual({ status: 200, text: "ready\n" });
});

/** What `page` answers when it is opened, and that it does so soon. */
async function opened(page: Page, path: string): Promise<number> {
  const answer = await page.goto(path, { timeout: SOON });
  return answer?.status() ?? 0;
}

test.describe("gone for ten seconds", () => {
  test.use({ expected: [/status of 503/] });

  test("it is said in words, nothing typed is lost, and boards come back by themselves", async ({ person, own, store }) => {
    test.setTimeout(150_000);
    const people = { detainee: "DEMO-0001", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };
    const caseNumber = newCase();
    const scheduler = await person({ as: "scheduler", at: own });
    await prepare(scheduler, { ...people, caseNumber });
    const start = (await bookable(scheduler)).at(0) as Start;
    await choose(scheduler, start);

    const board = await person({ as: "warden", at: own });
    await gotoHydrated(board, `/day/${start.date}`);
    await expect(board.getByText("En vivo")).toBeVisible();

    const typing = await person({ as: "otherScheduler", at: own });
    const plain = await person({ as: "clinicScheduler", at: own, javaScriptEnabled: false });
    const typed = newCase();
    for (const page of [typing, plain]) {
      await page.goto("/appointments/new");
      await arrived(page, "what");
      if (page === typing) await hydrated(page);
      await page.getByLabel("Tipo de audiencia").selectOption({ label: "Vista pública" });
      await page.getByLabel("Número de expediente").fill(typed);
      await page.getByRole("group", { name: "Duración" }).getByLabel("30 min").check();
    }

    await store.stop();
    const gone = Date.now();
    try {
      expect(await plainly(`${own.address}/healthz`)).toEqual({ status: 200, text: "up\n" });
      expect(await plainly(`${own.address}/readyz`)).toEqual({ status: 503, text: "the database does not answer\n" });
      expect(Date.now() - gone, "milliseconds until /readyz says so").toBeLessThan(SOON);

      const reader = await person({ as: "warden", at: own });
      expect(await opened(reader, "/day/today")).toBe(503);
      await expect(reader.getByRole("heading", { name: "Telesala no puede responder ahora" })).toBeVisible();
      await expect(reader.locator("body")).not.toContainText(/panicked|sqlx|stack|error:/i);
      await expectAccessible(reader);
      expect(await reader.evaluate(() => getComputedStyle(document.body).fontFamily), "its style came").toContain("Public Sans");
      const stranger = await person({ at: own });
      expect(await opened(stranger, "/sign-in")).toBe(200);

      // The form that is being filled says so and keeps what stands in it.
      await typing.getByRole("button", { name: "Continuar" }).click();
      await expect(typing.getByText("El servicio no está disponible ahora")).toBeVisible({ timeout: SOON });
      await expect(typing.getByLabel("Número de expediente")).toHaveValue(typed);
      await scheduler.getByRole("button", { name: "Reservar", exact: true }).click();
      await expect(scheduler.getByText("El servicio no está disponible ahora")).toBeVisible({ timeout: SOON });

      await plain.getByRole("button", { name: "Continuar" }).click();
      await expect(plain.getByRole("heading", { name: "Telesala no puede responder ahora" })).toBeVisible({ timeout: SOON });

      // Someone comes back to the open board: it stays, and says since when it is not live.
      await board.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await expect(board.getByText(/Reconectando desde/)).toBeVisible({ timeout: SOON });
      await expect(board.getByRole("heading", { level: 1 })).toBeVisible();
    } finally {
      await new Promise((go) => setTimeout(go, Math.max(0, 10_000 - (Date.now() - gone))));
      await store.start();
    }

    await expect.poll(async () => (await plainly(`${own.address}/readyz`)).status).toBe(200);
    await typing.getByRole("button", { name: "Continuar" }).click();
    await arrived(typing, "who");
    await typing.goBack();
    await expect(typing.getByLabel("Número de expediente")).toHaveValue(typed);
    // The browser still has what was posted, and sends it again.
    await plain.reload();
    await arrived(plain, "who");
    await book(scheduler);
    await expect(board.getByRole("row").filter({ hasText: caseNumber })).toBeVisible({ timeout: 20_000 });
    await expect(board.getByText("En vivo")).toBeVisible({ timeout: 20_000 });
  });
});
