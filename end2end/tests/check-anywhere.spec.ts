// The whole check on a phone, with fingers, and in the other language: everything that is pressed and read on the way.

import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { calmly } from "../calm.ts";
import { button, fine, heading, judged, passed, type Result, rightAnswer, test } from "../checking.ts";
import { expect, gotoHydrated, phone } from "../test.ts";
import { expectNoSidewaysScroll } from "../width.ts";

type Words = { allow: string; camera: string; microphone: string; listen: string; speaker: string; play: string; question: string; serve: string };

const spanish: Words = {
  allow: "Permitir cámara y micrófono",
  camera: "Mire a la cámara",
  microphone: "Pruebe el micrófono",
  listen: "Empezar a escuchar",
  speaker: "Escuche el número",
  play: "Escuchar el número",
  question: "¿Qué número oyó?",
  serve: "Sus equipos sirven para la cita.",
};

const english: Words = {
  allow: "Allow camera and microphone",
  camera: "Look into the camera",
  microphone: "Try the microphone",
  listen: "Start listening",
  speaker: "Listen to the number",
  play: "Play the number",
  question: "Which number did you hear?",
  serve: "Your devices will serve for the appointment.",
};

type Press = (target: Locator) => Promise<void>;

/** From the first step to the result; `look` sees every step. */
async function goThrough(page: Page, say: Words, press: Press, look: () => Promise<void>): Promise<Result> {
  await gotoHydrated(page, "/check");
  await expect(button(page, say.allow)).toBeVisible();
  await look();
  await press(button(page, say.allow));
  await expect(heading(page, say.camera)).toBeVisible();
  await look();
  await expect(heading(page, say.microphone)).toBeVisible({ timeout: 15_000 });
  await look();
  await press(button(page, say.listen));
  await expect(page.getByRole("meter")).toBeVisible();
  await look();
  await expect(heading(page, say.speaker)).toBeVisible({ timeout: 20_000 });
  await look();
  await press(button(page, say.play));
  await expect(page.getByText(say.question)).toBeVisible();
  await look();
  const heard = await rightAnswer(page);
  const result = judged(page);
  // Whoever fails on the way says why.
  result.catch(() => {});
  await press(button(page, heard));
  const found = await result;
  await expect(heading(page, say.serve)).toBeVisible();
  await look();
  return found;
}

function expectEverythingFine({ verdict, steps }: Result) {
  const noRelay = { step: "connection", verdict: "not_measured", findings: ["no_relay"] };
  const before = ["environment", "permission", "camera", "microphone", "speaker", "signalling"].map(passed);
  expect(steps).toEqual([...before, noRelay, passed("quality")]);
  expect(verdict).toBe("pass");
}

test("devices that are fine pass on a phone, by touch alone", { tag: "@alone" }, async ({ device }, info) => {
  let last: Page | undefined;
  const attempt = async () => {
    const { page } = await device(fine, { holding: phone });
    last = page;
    const fits = () => expectNoSidewaysScroll(page);
    expectEverythingFine(await goThrough(page, spanish, (target) => target.tap(), fits));
    await expectAccessible(page);
  };
  await calmly(info, { limit: info.timeout, attempt, leave: () => void last?.close().catch(() => {}) });
});

test("devices that are fine pass in English, and no step speaks Spanish", { tag: "@alone" }, async ({ device }, info) => {
  let last: Page | undefined;
  const attempt = async () => {
    const { page } = await device(fine, { holding: { locale: "en-GB" } });
    last = page;
    const inEnglish = async () => {
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
      expect(await page.getByRole("main").innerText()).not.toMatch(/cámara|micrófono|altavoz|conexión|revisión|usted/i);
    };
    expectEverythingFine(await goThrough(page, english, (target) => target.click(), inEnglish));
  };
  await calmly(info, { limit: info.timeout, attempt, leave: () => void last?.close().catch(() => {}) });
});
