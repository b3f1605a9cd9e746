// `npm run screenshots`: pictures for the README and for looking at every page, not tests.

import { defineConfig, devices } from "@playwright/test";
import { chromium, fakeDevices, flags } from "./browser.mjs";

export default defineConfig({
  testDir: "pictures",
  testMatch: "*.ts",
  globalSetup: "./demo.ts",
  outputDir: "test-results",
  workers: 2,
  timeout: 240_000,
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    locale: "es-SV",
    timezoneId: "America/El_Salvador",
    launchOptions: { executablePath: chromium, args: [...flags, ...fakeDevices] },
  },
});
