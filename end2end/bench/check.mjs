// A whole device check in a browser whose devices are fine, by somebody who answers at once.

import { chromium as engine } from "@playwright/test";
import { join } from "node:path";
import { chromium, flags } from "../browser.mjs";
import { make } from "../media/make.mjs";

/** Longer nothing is waited for, in milliseconds. */
const patience = 60_000;

/** Keeps how many tones the page has played, for who cannot hear them. */
const counting = `
  (() => {
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      window.tones += 1;
      start.call(this, when);
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
    await page.addInitScript(counting);
    /** @param {string} name */
    const button = (name) => page.getByRole("button", { name, exact: true });
    await page.goto(`${address}/check`);
    await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
    await button("Permitir cámara y micrófono").waitFor();
    const begun = performance.now();
    await button("Permitir cámara y micrófono").click();
    await button("Empezar a escuchar").click();
    await button("Escuchar los tonos").click();
    await page.getByText("¿Cuántos tonos oyó?").waitFor();
    await button(String(await page.evaluate("window.tones"))).click();
    const overall = page.locator(".check-verdict");
    await overall.waitFor();
    const seconds = (performance.now() - begun) / 1000;
    return { seconds, verdict: await overall.getAttribute("data-verdict") };
  } finally {
    await browser.close();
  }
};
