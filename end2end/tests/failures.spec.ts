// What goes wrong in real life, and what the people in front of the screen are told.

import { readFileSync } from "node:fs";
import { begin } from "../begun.ts";
import { book, bookable, choose, newCase, type Start } from "../booking.ts";
import { demo, Server } from "../server.mjs";
import { expect, gotoHydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0004", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

test.describe("a personal link that leads nowhere", () => {
  test.use({ expected: [/status of 404/] });

  for (const scripts of [true, false]) {
    test(`says so and what to do, ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
      const page = await person({ javaScriptEnabled: scripts });
      const answer = await page.goto("/confirm/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
      expect(answer?.status()).toBe(404);
      await expect(page.locator("h1")).toBeVisible();
      await expect(page.getByRole("button", { name: "Sí, asistiré" })).toHaveCount(0);
    });
  }
});

test.describe("a personal link whose appointment is over", () => {
  test.use({ expected: [/status of 410/] });

  test("says that it has ended, with and without scripts", async ({ person }) => {
    test.setTimeout(90_000);
    // A server takes links that have ended out of the messages that it keeps: where its demo came from they still stand.
    const file = process.env[demo];
    if (!file) throw new Error("no demo was loaded before the tests");
    const links = new Set(readFileSync(file, "latin1").match(/\/confirm\/[\w-]{43}/g));
    const stranger = await person();
    let ended: string | undefined;
    // The appointments of the days that are over were told of first.
    for (const link of [...links].slice(0, 40)) {
      const answer = await stranger.request.get(link);
      if (answer.status() === 410 && (await answer.text()).includes("La cita ya pasó")) ended = link;
      if (ended) break;
    }
    expect(ended, "the demo has messages of appointments that are over").toBeDefined();
    for (const scripts of [true, false]) {
      const page = await person({ javaScriptEnabled: scripts });
      expect((await page.goto(ended as string))?.status()).toBe(410);
      await expect(page.getByText("Este enlace ya no sirve")).toBeVisible();
      await expect(page.getByRole("button", { name: "Sí, asistiré" })).toHaveCount(0);
    }
  });
});

test.describe("a server that restarts while boards are open", () => {
  // The browser says that the connection was refused, which is what is being tested.
  test.use({ expected: [/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|net::ERR/] });

  test("boards say that they reconnect, come back by themselves and show what they missed", async ({ person }) => {
    test.setTimeout(120_000);
    const own = await Server.start();
    try {
      const caseNumber = newCase();
      const scheduler = await person({ as: "scheduler", at: own });
      const warden = await person({ as: "warden", at: own });
      await begin(scheduler, { ...people, caseNumber });
      const start = (await bookable(scheduler)).at(0) as Start;
      await choose(scheduler, start);
      await gotoHydrated(warden, `/day/${start.date}`);
      await expect(warden.getByText("En vivo")).toBeVisible();

      await own.stop();
      await expect(warden.getByText(/Reconectando desde/)).toBeVisible();
      await own.run();
      // Nobody has to sign in again, and what was chosen before the restart is still there.
      await book(scheduler);
      await expect(warden.getByText("En vivo")).toBeVisible({ timeout: 30_000 });
      await expect(warden.getByRole("row").filter({ hasText: caseNumber })).toBeVisible();
      expect(own.panics()).toEqual([]);
    } finally {
      await own.remove();
    }
  });
});

test("a screen of an account that has too many open says so, and goes live when there are fewer", async ({ person }) => {
  test.setTimeout(120_000);
  const own = await Server.start();
  const others = new AbortController();
  try {
    const warden = await person({ as: "warden", at: own });
    const cookie = (await warden.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const open = () => fetch(`${own.address}/live`, { headers: { cookie }, signal: others.signal });
    const screens = await Promise.all(Array.from({ length: 60 }, open));
    expect(screens.every((screen) => screen.status === 200)).toBe(true);
    await gotoHydrated(warden, "/day/today");
    await expect(warden.getByText("Demasiadas pantallas abiertas")).toBeVisible();
    others.abort();
    await expect(warden.getByText("En vivo", { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(warden.getByText("Demasiadas pantallas abiertas")).toHaveCount(0);
    expect(own.panics()).toEqual([]);
  } finally {
    others.abort();
    await own.remove();
  }
});

test("what is not there and what is not yours look the same", async ({ person }) => {
  const warden = await person({ as: "otherWarden" });
  const scheduler = await person({ as: "scheduler" });
  await begin(scheduler, { ...people, caseNumber: newCase() });
  await choose(scheduler, (await bookable(scheduler)).at(0) as Start);
  const theirs = await book(scheduler);
  const nowhere = "/appointments/01900000-0000-7000-8000-000000000000";
  for (const path of [theirs, nowhere]) {
    const answer = await warden.request.get(path);
    expect(answer.status(), path).toBe(404);
  }
});
