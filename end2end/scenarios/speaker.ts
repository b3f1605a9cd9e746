// The loudspeaker: a digit that only who hears it can tell, or tones that only who hears them can count.

import { expect } from "@playwright/test";
import { heading, nothing } from "../checking.ts";
import { playingInterrupted } from "./amid.ts";
import { fail, heldBack, notMeasured, pass, type Scenario, type Scene } from "./scenario.ts";

/** The right answer, which is a digit with its word; or else how many tones there were. */
const digit = (right: string) => (expect(right).toMatch(/^\d \p{L}+$/u), right);
const count = (right: string) => (expect(right).toMatch(/^[1-4]$/), right);

/** An answer that is offered beside the right one. */
const another = async (right: string, { page }: Scene) => {
  const offered = await page.locator(".check-counts button").allInnerTexts();
  expect(offered).toHaveLength(5);
  expect(offered).toContain(right);
  return offered.find((words) => words !== right && words !== nothing) ?? "no other answer";
};

/** Every recording is asked for in vain, or is none: then tones sound, and the page says so before anything is pressed. */
const withoutVoice = (answer: { status: number; body?: string }): Pick<Scenario, "before" | "ahead"> => ({
  before: ({ page }) => page.route("**/voice/**", (route) => route.fulfill(answer)),
  ahead: ({ page }) => expect(heading(page, "Cuente los tonos")).toBeVisible(),
});
const gone = { ...withoutVoice({ status: 404 }), complaints: [/Failed to load resource/] };

export const speaker: Scenario[] = [
  { name: "the digit that was said", step: "speaker", hears: digit, expected: pass },
  {
    name: "another digit than was said",
    step: "speaker",
    hears: another,
    expected: fail("not_heard"),
    says: "Altavoz: no se oyó el sonido",
    advises: "Suba el volumen",
  },
  { name: "nothing heard", step: "speaker", hears: () => nothing, expected: fail("not_heard") },
  {
    name: "nothing heard at first, the digit the second time",
    step: "speaker",
    hears: () => nothing,
    mended: { at: "speaker", by: async () => {} },
    expected: pass,
  },
  {
    name: "a browser that holds the voice back until the page is touched",
    step: "speaker",
    ...heldBack,
    expected: notMeasured("audio_not_running"),
    says: "Altavoz: el navegador no dejó analizar el sonido",
  },
  {
    name: "a voice that is interrupted, as by a phone call",
    step: "speaker",
    ...playingInterrupted,
    expected: notMeasured("audio_not_running"),
  },
  { name: "no voice to be had: the tones counted right", step: "speaker", ...gone, hears: count, expected: pass },
  { name: "no voice to be had: the tones counted wrong", step: "speaker", ...gone, hears: another, expected: fail("not_heard") },
  {
    name: "no voice to be had: the tones are interrupted",
    step: "speaker",
    ...gone,
    ...playingInterrupted,
    expected: notMeasured("audio_not_running"),
  },
  {
    name: "a recording that is none: the tones counted right",
    step: "speaker",
    ...withoutVoice({ status: 200, body: "no sound at all" }),
    hears: count,
    expected: pass,
  },
];
