// Leaving at any moment gives every device back, and leaves no failure unsaid that was seen; and what somebody records of themselves
// is played to them and forgotten.

import type { Page, Request } from "@playwright/test";
import { allow, button, camera, comingAppointment, fine, goOn, granted, heading, listen, lookIntoCamera, microphone, speak, test, toTheLoudspeaker, type Used } from "../checking.ts";
import { dateNow } from "../pages.ts";
import { Server } from "../server.mjs";
import { expect, gotoHydrated, hydrated } from "../test.ts";

/** What is still open of what the page opened. */
const used = (page: Page) =>
  page.evaluate(() => {
    const { tracks, contexts } = (window as unknown as { used: Used }).used;
    return { tracks: tracks.map((track) => track.readyState), contexts: contexts.map((context) => context.state) };
  });

/** By a link inside the application: the document stays, so what is still open would show. */
async function leave(page: Page) {
  await page.getByRole("link", { name: "Telesala" }).first().click();
  await expect(page).not.toHaveURL(/\/check/);
}

async function expectAllGivenBack(page: Page) {
  await expect(async () => {
    const { tracks, contexts } = await used(page);
    expect(tracks.length, "something was opened").toBeGreaterThan(0);
    expect(tracks.filter((state) => state !== "ended")).toEqual([]);
    expect(contexts.filter((state) => state !== "closed")).toEqual([]);
  }).toPass({ timeout: 5_000 });
}

/** To the loudspeaker, past camera and microphone. */
async function speakOnTheWay(page: Page) {
  await allow(page);
  await lookIntoCamera(page);
  await speak(page);
  await expect(heading(page, "Escuche el número")).toBeVisible();
}

const moments: [when: string, reach: (page: Page) => Promise<unknown>][] = [
  [
    "while the camera is watched",
    async (page) => {
      await allow(page);
      await expect(page.locator(".check-caption")).toContainText(/\d+×\d+ · \d+ imágenes\/s/);
    },
  ],
  [
    "while the microphone listens to the loudspeaker",
    async (page) => {
      await toTheLoudspeaker(page);
      await button(page, await listen(page)).click();
      await expect(page.getByText("Ahora el micrófono escucha el altavoz")).toBeVisible();
    },
  ],
  [
    "while somebody records themselves",
    async (page) => {
      await speakOnTheWay(page);
      await button(page, "Grabarme 4 segundos y oírme").click();
      await expect(page.getByText("Hable ahora…")).toBeVisible();
    },
  ],
];

test.describe("to a page for which one must sign in", () => {
  test.use({ expected: [/status of 401/] });

  for (const [when, reach] of moments) {
    test(`leaving ${when} gives every device back`, async ({ device }) => {
      const { page } = await device(fine);
      await reach(page);
      expect((await used(page)).tracks).toContain("live");
      await leave(page);
      await expectAllGivenBack(page);
    });
  }

  test("leaving while the browser asks gives back what is granted afterwards", async ({ device }) => {
    const { page } = await device(fine);
    await page.addInitScript(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        await new Promise<void>((answer) => Object.assign(window, { answer }));
        return ask(wanted);
      };
    });
    await gotoHydrated(page, "/check");
    await button(page, "Permitir cámara y micrófono").click();
    await expect(page.getByText("Responda la pregunta de su navegador")).toBeVisible();
    await leave(page);
    expect((await used(page)).tracks).toEqual([]);
    await page.evaluate(() => (window as unknown as { answer: () => void }).answer());
    await expectAllGivenBack(page);
  });
});

type Played = { seconds: number; loudest: number };

/** Keeps how long and how loud the sounds are that the page plays from its memory. */
function overhear() {
  const played: Played[] = [];
  Object.assign(window, { played });
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...when: [number?, number?, number?]) {
    const samples = this.buffer?.getChannelData(0) ?? new Float32Array();
    // The tone that measures the line begins anew for ever.
    if (!this.loop) played.push({ seconds: this.buffer?.duration ?? 0, loudest: samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) });
    start.apply(this, when);
  };
}

test("somebody who records themselves hears it, and it goes nowhere", async ({ device }) => {
  const { page } = await device(fine);
  await page.addInitScript(overhear);
  await speakOnTheWay(page);
  const played = () => page.evaluate(() => (window as unknown as { played: Played[] }).played);
  expect(await played()).toEqual([]);
  const sent: Request[] = [];
  page.on("request", (request) => sent.push(request));
  await button(page, "Grabarme 4 segundos y oírme").click();
  await expect(page.getByText("Hable ahora…")).toBeVisible();
  await expect(page.getByText("Así se le oye.")).toBeVisible();
  const [own, ...more] = await played();
  expect(more).toEqual([]);
  // Four seconds by the page's clock: of those a busy machine hears some less.
  expect(own?.seconds).toBeGreaterThan(1);
  expect(own?.seconds).toBeLessThan(5);
  expect(own?.loudest, "it is no silence").toBeGreaterThan(0.01);
  await expect(page.getByText("Así se le oye.")).toBeHidden();
  // Four seconds of sound are far more than what is said of the line meanwhile.
  for (const request of sent) expect(request.postDataBuffer()?.length ?? 0, request.url()).toBeLessThan(20_000);
  await expect(button(page, "Escuchar el número")).toBeEnabled();
});

test("somebody records themselves also when the microphone ended meanwhile", async ({ device }) => {
  const { page } = await device(fine);
  await speakOnTheWay(page);
  const microphones = () =>
    page.evaluate(() => (window as unknown as { used: Used }).used.tracks.filter(({ kind }) => kind === "audio").map(({ readyState }) => readyState));
  expect(await microphones()).toEqual(["live"]);
  await page.evaluate(() => {
    for (const track of (window as unknown as { used: Used }).used.tracks) if (track.kind === "audio") track.stop();
  });
  await button(page, "Grabarme 4 segundos y oírme").click();
  await expect(page.getByText("Hable ahora…")).toBeVisible();
  expect(await microphones()).toEqual(["ended", "live"]);
});

const covered = [...granted, camera("black"), microphone("speech")];
const judge = "Elena Ceibo Lucero";
const black = "imagen a oscuras";
const report = "/do/check/report";

const seeBlack = async (page: Page) => {
  await button(page, "Permitir cámara y micrófono").click();
  await expect(heading(page, `Cámara: ${black}`)).toBeVisible({ timeout: 15_000 });
};

/** To the judge's own check for an appointment, whose page this answers. */
async function toOwnCheck(page: Page): Promise<string> {
  const offered = /Revisar mis equipos/;
  const appointment = await comingAppointment(page, offered);
  await expect(page.locator(".detail-person", { hasText: judge })).not.toContainText(black);
  await page.getByRole("link", { name: offered }).first().click();
  await page.waitForURL(/\/check\?appointment=/);
  await hydrated(page);
  return appointment;
}

/** The appointment and the board of its day say that the judge's camera fails. */
async function expectTold(page: Page, appointment: string) {
  await expect(async () => {
    await gotoHydrated(page, appointment);
    await expect(page.locator(".detail-person", { hasText: judge }).locator(".detail-findings")).toContainText(black, { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="${appointment}"]`) });
  for (let ahead = 0; ahead < 8; ahead++) {
    await gotoHydrated(page, `/day/${dateNow(ahead)}`);
    if (await row.count()) break;
  }
  const missing = row.first().locator("xpath=following-sibling::tr[1]").locator(".blocker");
  await expect(missing.filter({ hasText: judge }).filter({ hasText: black })).not.toHaveCount(0);
}

const leavings: [how: string, ahead: (page: Page) => Promise<unknown>, leave: (page: Page) => Promise<unknown>][] = [
  [
    "the tab is closed there",
    async (page) => {
      const reported = page.waitForResponse((response) => response.url().endsWith(report) && response.ok());
      await seeBlack(page);
      await reported;
    },
    (page) => page.close(),
  ],
  [
    "nothing reached the server before the page was left",
    async (page) => {
      await page.evaluate((report) => {
        const ask = window.fetch.bind(window);
        window.fetch = async (what, how) => {
          const address = what instanceof Request ? what.url : String(what);
          if (address.endsWith(report)) throw new TypeError("Failed to fetch");
          return ask(what, how);
        };
      }, report);
      await seeBlack(page);
    },
    (page) => page.goto("about:blank"),
  ],
];

for (const [how, ahead, leave] of leavings) {
  test(`a failure that was seen stands although ${how}`, async ({ device }) => {
    test.setTimeout(120_000);
    const own = await Server.start();
    try {
      const { page } = await device(covered, { as: "judge", at: own });
      const appointment = await toOwnCheck(page);
      const other = await page.context().newPage();
      await ahead(page);
      await leave(page);
      await expectTold(other, appointment);
      expect(own.panics(), "panics in the server's log").toEqual([]);
      // First: a page whose server is gone complains.
      await other.close();
      await page.close();
    } finally {
      await own.remove();
    }
  });
}

test("of a stranger's trial nothing is told on the way", async ({ device }) => {
  const { page } = await device(covered);
  const told: string[] = [];
  page.on("request", (request) => void (request.url().endsWith(report) && told.push(request.url())));
  await gotoHydrated(page, "/check");
  await seeBlack(page);
  await goOn(page).click();
  await expect(heading(page, "Pruebe el micrófono")).toBeVisible();
  await page.goto("about:blank");
  expect(told).toEqual([]);
});
