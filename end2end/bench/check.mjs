// A whole device check in a browser whose devices are fine, by somebody who answers at once.

import { chromium as engine } from "@playwright/test";
import { join } from "node:path";
import { chromium, flags } from "../browser.mjs";
import { make } from "../media/make.mjs";
import { answer, digitOf } from "../voice.mjs";

/** Longer nothing is waited for, in milliseconds. */
const patience = 60_000;

/** Keeps what the page played last, for who cannot hear it. */
const listening = `
  (() => {
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (...when) {
      if (this.buffer && !this.loop) window.played = [...this.buffer.getChannelData(0)];
      start.apply(this, when);
    };
  })();
`;

/**
 * How many seconds pass from the first press of a button to the verdict, and which it is.
 * @param {string} address
 */
export const wholeCheck = async (address) => {
  const media = make();
  const devices = [
    "--use-fake-device-for-media-stream=fps=30",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${join(media, "normal.y4m")}`,
    `--use-file-for-fake-audio-capture=${join(media, "speech.wav")}`,
  ];
  const browser = await engine.launch({ executablePath: chromium, args: [...flags, ...devices] });
  try {
    const page = await browser.newPage({ locale: "es-SV" });
    page.setDefaultTimeout(patience);
    await page.addInitScript(listening);
    /** @param {string} name */
    const button = (name) => page.getByRole("button", { name, exact: true });
    await page.goto(`${address}/check`);
    await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
    await button("Permitir cámara y micrófono").waitFor();
    const begun = performance.now();
    await button("Permitir cámara y micrófono").click();
    await button("Empezar a escuchar").click();
    await button("Escuchar el número").click();
    await page.getByText("¿Qué número oyó?").waitFor();
    const digit = digitOf(/** @type {number[]} */ (await page.evaluate("window.played")), "es");
    if (!digit) throw new Error("what was played is no digit");
    await button(answer("es", digit)).click();
    const overall = page.locator(".check-verdict");
    await overall.waitFor();
    const seconds = (performance.now() - begun) / 1000;
    return { seconds, verdict: await overall.getAttribute("data-verdict") };
  } finally {
    await browser.close();
  }
};
