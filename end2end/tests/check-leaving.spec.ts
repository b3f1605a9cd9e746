// Leaving at any moment gives every device back; and what somebody records of themselves is played to them and forgotten.

import type { Page, Request } from "@playwright/test";
import { allow, button, fine, heading, listen, lookIntoCamera, skip, speak, test, type Used } from "../checking.ts";
import { expect, gotoHydrated } from "../test.ts";

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

async function toTheLoudspeaker(page: Page) {
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
      await allow(page);
      await lookIntoCamera(page);
      await skip(page);
      await button(page, await listen(page)).click();
      await expect(page.getByText("Ahora el micrófono escucha el altavoz")).toBeVisible();
    },
  ],
  [
    "while somebody records themselves",
    async (page) => {
      await toTheLoudspeaker(page);
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
  await toTheLoudspeaker(page);
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
