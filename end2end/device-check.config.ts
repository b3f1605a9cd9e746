// `npm run device-check`: the scenarios of the device check alone, as a table. They also run with all the other tests.

import { defineConfig } from "@playwright/test";
import usual from "./playwright.config.ts";

export default defineConfig(usual, {
  testMatch: "scenarios.spec.ts",
  reporter: [["./scenarios/table.ts"], ["json", { outputFile: "../target/test-logs/device-check.json" }]],
  projects: usual.projects?.filter(({ name }) => name === "desktop" || name === "alone"),
});
