import { defineConfig, devices } from "@playwright/test";
import { chromium, fakeDevices, flags } from "./browser.mjs";

/** What people really use: a centre's desktop, a court's tablet, a lawyer's phone, and a browser without scripts. */
const sizes = {
  desktop: { ...devices["Desktop Chrome"], viewport: { width: 1366, height: 768 } },
  tablet: { ...devices["Desktop Chrome"], viewport: { width: 1024, height: 768 }, hasTouch: true },
  phone: { ...devices["Desktop Chrome"], viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  nojs: { ...devices["Desktop Chrome"], viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
};

// A test says where it runs by its tags (`{ tag: ["@phone", "@nojs"] }`); one without tags runs on the desktop.
const tagged = (name: string) => new RegExp(`@${name}\\b`);
const onDesktop = /^(?!.*@(?:tablet|phone|nojs|alone)\b)|@desktop\b/;

export default defineConfig({
  testDir: "tests",
  globalSetup: "./demo.ts",
  outputDir: "test-results",
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  retries: 0,
  // One more than the two processors that this is made for: a browser waits for its server, for its devices, and for time to pass.
  workers: 3,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? "../target/test-logs/browser.json" }]],
  use: {
    locale: "es-SV",
    timezoneId: "America/El_Salvador",
    // No trace: recording one takes a third of a run's time. Whoever looks for a fault runs its test with `--trace on`.
    screenshot: "only-on-failure",
    launchOptions: { executablePath: chromium, args: [...flags, ...fakeDevices] },
  },
  projects: [
    { name: "desktop", use: sizes.desktop, grep: onDesktop },
    { name: "tablet", use: sizes.tablet, grep: tagged("tablet") },
    { name: "phone", use: sizes.phone, grep: tagged("phone") },
    { name: "nojs", use: sizes.nojs, grep: tagged("nojs") },
    // What measures how well sound and pictures go: one at a time, for beside another browser on the same few cores a picture is
    // late although the line is fine. `npm test` runs it when the others are through.
    { name: "alone", use: sizes.desktop, grep: tagged("alone"), workers: 1 },
  ],
});
