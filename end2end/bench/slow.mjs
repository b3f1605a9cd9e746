// When a page answers to its reader on a slow phone with a slow line, the first time it is opened.

import { chromium as engine } from "@playwright/test";
import { chromium, flags } from "../browser.mjs";

/** 1.6 Mbit/s down, 0.75 up, 150 ms there and back. */
const line = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
/** How many times slower the processor is made. */
const slower = 4;
const rounds = 3;

/**
 * Seconds until the client has taken the page over, each time in a browser that knows nothing yet: the median.
 * @param {string} address of the page
 */
export const interactive = async (address) => {
  const browser = await engine.launch({ executablePath: chromium, args: flags });
  try {
    const taken = [];
    for (let round = 0; round < rounds; round += 1) {
      const context = await browser.newContext({ locale: "es-SV", viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", line);
      await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
      await page.goto(address, { waitUntil: "commit" });
      await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
      // By the page's own clock, which began when it was asked for.
      taken.push((await page.evaluate("performance.now()")) / 1000);
      await context.close();
    }
    taken.sort((one, other) => one - other);
    return taken[Math.floor(rounds / 2)] ?? Number.NaN;
  } finally {
    await browser.close();
  }
};
