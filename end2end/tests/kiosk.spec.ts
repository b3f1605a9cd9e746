// A room's own device, whose page stays open and checks the room by itself.

import type { Page } from "@playwright/test";
import { button, fine, heading, judged, lookIntoCamera, step, test } from "../checking.ts";
import { expect, gotoHydrated, hydrated } from "../test.ts";

/** From the rooms' devices to the first room's own page, which is a document of its own. */
const stay = (page: Page) => page.getByRole("link", { name: "Dejar que se revise sola" }).first().click();

/** What is told of a room, by a server of another version: after that comes only by whose clock its day ends. */
const ofVersion = (place: Buffer, version: number) => {
  const zone = Buffer.from("America/El_Salvador");
  const after = Buffer.concat([Buffer.from([1, zone.length]), zone]);
  expect(place.subarray(-after.length).equals(after), "a room has a zone").toBe(true);
  return Buffer.concat([place.subarray(0, -after.length - 1), Buffer.from([version]), after]);
};

/** The first room's own page, which knows by now how long it is until its check: before that, no time that passes counts. */
async function untilItIsDue(page: Page) {
  await gotoHydrated(page, "/devices");
  const asked = page.waitForResponse((response) => response.url().endsWith("/do/check/place"));
  await stay(page);
  await expect(page.locator(".check-kiosk")).toContainText(/se revisa sola/);
  await (await asked).finished();
  await page.evaluate(() => new Promise((read) => setTimeout(read, 100)));
}

/** Lets the page's clock go on, for ten minutes at most, in steps so small that the page does not give up an answer on the way. */
const goOnUntil = async (page: Page, come: () => Promise<boolean>) => {
  for (let step = 0; step < 300 && !(await come()); step++) {
    await page.clock.runFor(2_000);
    await new Promise((answered) => setTimeout(answered, 30));
  }
};

test.describe("a room's own device", () => {
  // In a kiosk the browser is told to let a page sound that nobody touched.
  const alone = [...fine, "--autoplay-policy=no-user-gesture-required"];

  test("checks itself when its time has come, and says that nobody was there", async ({ device }) => {
    test.setTimeout(180_000);
    const { page } = await device(alone, { as: "warden" });
    await page.clock.install();
    await untilItIsDue(page);
    const result = judged(page);
    // Days pass; whatever is booked there next is near then.
    await page.clock.fastForward(170 * 3_600_000);
    await expect(page.locator(".check-kiosk")).toContainText("Esta sala se está revisando sola", { timeout: 30_000 });
    const { measured, steps } = await result;
    expect(measured.attended).toBe(false);
    expect(step({ steps, verdict: "", measured }, "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
    expect(step({ steps, verdict: "", measured }, "speaker")).toEqual({ step: "speaker", verdict: "not_measured", findings: ["unattended"] });
  });

  test("loads its page anew when the server is of another version, once for each, and says so where that did not help", async ({ device }) => {
    const { page } = await device(alone, { as: "warden" });
    let [version, asked, underway, loaded] = [100, 0, 0, 0];
    await page.route("**/do/check/place", async (route) => {
      asked += 1;
      underway += 1;
      try {
        const response = await route.fetch();
        const body = await response.body();
        await route.fulfill({ response, body: ofVersion(body, version) });
      } finally {
        underway -= 1;
      }
    });
    page.on("load", () => (loaded += 1));
    await page.clock.install();
    await gotoHydrated(page, "/devices");
    const before = loaded;
    // The check's page is a document of its own. It asks at once, and is loaded anew then.
    await stay(page);
    await expect.poll(() => loaded, { timeout: 20_000 }).toBe(before + 2);
    const old = page.getByRole("alert").getByText("Esta página no está al día").first();
    await expect(old).toBeVisible({ timeout: 20_000 });
    /** Within five minutes it asks again. */
    const until = (come: () => boolean) =>
      expect(async () => {
        // While an answer is on the way the clock must not go on, or it comes too late for the page.
        expect(underway).toBe(0);
        await page.clock.runFor(20_000);
        await new Promise((read) => setTimeout(read, 200));
        expect(come()).toBe(true);
      }).toPass({ timeout: 60_000 });
    const once = asked;
    await until(() => asked > once);
    await expect(old).toBeVisible();
    expect(loaded, "the same page came again: it is not loaded for ever").toBe(before + 2);
    version = 101;
    await until(() => loaded === before + 3);
    await expect(old).toBeVisible({ timeout: 20_000 });
  });

  test("does not load its page anew under a person who is in the middle of a check", async ({ device }) => {
    test.setTimeout(120_000);
    const { page } = await device(alone, { as: "warden" });
    let [asked, loaded, other] = [0, 0, false];
    await page.route("**/do/check/place", async (route) => {
      // Before the answer: while it is on the way the clock must not go on, or the page counts as left.
      asked += 1;
      const response = await route.fetch();
      const body = await response.body();
      await route.fulfill({ response, body: other ? ofVersion(body, 100) : body });
    });
    page.on("load", () => (loaded += 1));
    await page.clock.install();
    await gotoHydrated(page, "/devices");
    await stay(page);
    await page.waitForURL(/\/check\?/);
    await hydrated(page);
    await button(page, "Permitir cámara y micrófono").click();
    await lookIntoCamera(page);
    const [before, once] = [loaded, asked];
    other = true;
    await goOnUntil(page, async () => asked > once);
    expect(asked).toBeGreaterThan(once);
    await expect(page.getByRole("alert").getByText("Esta página no está al día").first()).toBeVisible();
    await new Promise((load) => setTimeout(load, 2_000));
    expect(loaded).toBe(before);
    await expect(heading(page, "Pruebe el micrófono")).toBeVisible();
  });

  for (const [clock, hours] of [["ahead", 1_000], ["behind", -1_000]] as const) {
    test(`checks itself once, at the right time, although its clock is ${clock}`, async ({ device }) => {
      test.setTimeout(180_000);
      const { page } = await device(alone, { as: "warden" });
      await page.clock.install({ time: Date.now() + hours * 3_600_000 });
      let recorded = 0;
      page.on("request", (request) => (recorded += request.url().endsWith("/do/check/record") ? 1 : 0));
      await untilItIsDue(page);
      const kiosk = page.locator(".check-kiosk");
      const result = judged(page);
      await page.clock.fastForward(170 * 3_600_000);
      await expect(kiosk).toContainText("Esta sala se está revisando sola", { timeout: 30_000 });
      await result;
      await expect(kiosk).toContainText(/se revisa sola/);
      // It looks at the clock every twenty seconds, and the next day on which it runs has not come.
      await page.clock.runFor(90_000);
      await expect(kiosk).toContainText(/se revisa sola/);
      expect(recorded).toBe(1);
    });
  }
});

/** Counts the locks on the screen that the page holds. */
function locks() {
  const held = { now: 0, asked: 0 };
  Object.assign(window, { held });
  // The browser of a test has no screen to keep on: what is asked of it and given back is counted instead.
  const request = async () => {
    held.now += 1;
    held.asked += 1;
    let over = false;
    return {
      release: async () => {
        held.now -= over ? 0 : 1;
        over = true;
      },
    };
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
}

test.describe("the screen of a room's own device", () => {
  const held = (page: Page) => page.evaluate(() => (window as unknown as { held: { now: number; asked: number } }).held);

  test("stays on while it waits, also after the page was out of view, and no longer once the page is left", async ({ device }) => {
    const { page } = await device(fine, { as: "warden" });
    await page.addInitScript(locks);
    await gotoHydrated(page, "/devices");
    await stay(page);
    await page.waitForURL(/kiosk/);
    await hydrated(page);
    await expect.poll(() => held(page)).toEqual({ now: 1, asked: 1 });
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect.poll(() => held(page)).toEqual({ now: 1, asked: 2 });
    // A link inside the application leaves the document, and what was counted in it, as they are.
    await page.locator(".check-privacy").getByRole("link").click();
    await page.waitForURL(/\/thresholds$/);
    await expect.poll(() => held(page)).toEqual({ now: 0, asked: 2 });
  });

  test("does as it would where a person checks", async ({ device }) => {
    const { page } = await device(fine, { as: "warden" });
    await page.addInitScript(locks);
    await gotoHydrated(page, "/check");
    await expect(button(page, "Permitir cámara y micrófono")).toBeVisible();
    expect(await held(page)).toEqual({ now: 0, asked: 0 });
  });
});

test.describe("a room's own device whose session ended", () => {
  test.use({ expected: [/status of 401/] });

  test("says so, and leads to the way to sign in again", async ({ device }) => {
    test.setTimeout(120_000);
    const { page } = await device(fine, { as: "warden" });
    await page.clock.install();
    await gotoHydrated(page, "/devices");
    await stay(page);
    await expect(page.locator(".check-kiosk")).toContainText(/se revisa sola/);
    await page.context().clearCookies();
    // Within five minutes it asks when it is to check itself next.
    const said = page.getByRole("alert").getByText("Esta sala ya no se revisa sola").first();
    await goOnUntil(page, () => said.isVisible());
    await expect(said).toBeVisible();
    const way = page.getByRole("alert").getByRole("link", { name: "Iniciar sesión" }).first();
    expect(decodeURIComponent((await way.getAttribute("href")) as string)).toMatch(/back=\/check\?room=.*kiosk/);
  });
});
