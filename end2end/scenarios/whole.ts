// The verdict over all steps.

import { expect, type Page } from "@playwright/test";
import { button, camera, comingAppointment, goOn, granted, heading, judged, leaveTheRest, microphone, ofTheLine, passed, step } from "../checking.ts";
import { gotoHydrated } from "../test.ts";
import { fail, notMeasured, pass, type Scenario, type Scene } from "./scenario.ts";

const steps = ["environment", "permission", "camera", "microphone", "speaker"] as const;
/** What a person may skip. */
const skippable = [...steps.slice(1), ...ofTheLine];

/** A client that sends something else than it measured. */
const claiming = (claim: (measured: any) => void): Partial<Scenario> => ({
  before: ({ page }: Scene) =>
    page.route("**/do/check/record", (route, request) => {
      const body = request.postDataJSON();
      claim(body.measured);
      return route.continue({ postData: JSON.stringify(body) });
    }),
});

/** Where the judge checks for an appointment to come, and where others see how that went. */
const own = { check: "", appointment: "" };

/** What is said of a fault that an earlier check found. */
const foundEarlier = "Lo encontró una revisión anterior";

/** The judge's black picture stands with the appointment. */
async function showsBlack({ page }: Scene): Promise<void> {
  await gotoHydrated(page, own.appointment);
  const judge = page.locator(".detail-person", { hasText: "Elena Ceibo Lucero" });
  await expect(judge.locator(".detail-findings")).toContainText("imagen a oscuras");
}

/** What the result says of a black picture. */
const blackOf = (page: Page) => page.locator(".check-fault", { has: page.getByRole("heading", { name: /^Cámara: imagen a oscuras/ }) });

/** Whoever clicked through reads what stands, and not that nothing is known. */
async function readsWhatStands(page: Page): Promise<void> {
  await expect(heading(page, "Con estos equipos la cita no saldría bien.")).toBeVisible();
  await expect(blackOf(page).getByText(foundEarlier)).toBeVisible();
  await expect(blackOf(page).locator(".check-remedy")).toBeVisible();
  await expect(button(page, "Repetir: Cámara")).toHaveCount(1);
}

export const whole: Scenario[] = [
  {
    name: "everything fine",
    step: "whole",
    expected: pass,
    besides: (result) => expect(steps.map((name) => step(result, name))).toEqual(steps.map(passed)),
  },
  { name: "everything skipped", step: "whole", alone: false, skipped: skippable, expected: notMeasured() },
  { name: "everything fine but a camera that was skipped", step: "whole", skipped: ["camera"], expected: notMeasured() },
  {
    name: "a black picture, a silent microphone, which others score good enough",
    step: "whole",
    alone: false,
    devices: [...granted, camera("black"), microphone("silent")],
    expected: fail(),
    besides: (result) => {
      expect(step(result, "camera")?.findings).toEqual(["black"]);
      expect(step(result, "microphone")?.findings).toEqual(["silent"]);
      expect(step(result, "speaker")?.verdict).toBe("pass");
    },
  },
  {
    name: "a bad score that others hide and count as tested, skipped in a second check",
    step: "whole",
    alone: false,
    as: "judge",
    devices: [...granted, camera("black"), microphone("speech")],
    skipped: ["microphone", "speaker", ...ofTheLine],
    before: async ({ page }) => {
      const offered = /Revisar mis equipos/;
      own.appointment = await comingAppointment(page, offered);
      own.check = (await page.getByRole("link", { name: offered }).first().getAttribute("href")) ?? "";
    },
    address: () => own.check,
    expected: fail(),
    besides: (result) => expect(step(result, "camera")?.findings).toEqual(["black"]),
    afterwards: async (scene) => {
      await showsBlack(scene);
      const { page } = scene;
      await gotoHydrated(page, own.check);
      const clicked = await leaveTheRest(page);
      expect([clicked.verdict, step(clicked, "camera")?.verdict]).toEqual(["fail", "not_measured"]);
      await readsWhatStands(page);
      await showsBlack(scene);
      // From the result the step can be measured, and then this check says what stands.
      await gotoHydrated(page, own.check);
      await leaveTheRest(page);
      const again = judged(page);
      await button(page, "Repetir: Cámara").click();
      await expect(goOn(page)).toBeVisible({ timeout: 15_000 });
      await goOn(page).click();
      expect(step(await again, "camera")).toEqual({ step: "camera", ...fail("black") });
      await expect(blackOf(page)).toBeVisible();
      await expect(blackOf(page).getByText(foundEarlier)).toHaveCount(0);
    },
  },
  {
    name: "a client that claims a pass for what it did not measure",
    step: "whole",
    alone: false,
    skipped: skippable,
    ...claiming((measured) => Object.assign(measured, { verdict: "pass", steps: [{ step: "camera", verdict: "pass", findings: [] }] })),
    expected: notMeasured(),
  },
  {
    name: "a client that claims impossible numbers",
    step: "whole",
    alone: false,
    skipped: skippable,
    ...claiming((measured) => {
      measured.microphone = {
        measured: { running: true, blocks: 140, all_zero: false, p10_dbfs: -10, p95_dbfs: 20, clipped_run: 0, muted: false, ended: false },
      };
    }),
    expected: notMeasured(),
    besides: (result) => expect(step(result, "microphone")).toEqual({ step: "microphone", ...notMeasured("implausible") }),
  },
  {
    name: "a page of another version, whose rules nobody knows",
    step: "whole",
    alone: false,
    skipped: skippable,
    ...claiming((measured) => Object.assign(measured, { version: 999 })),
    expected: notMeasured(),
    besides: (result) => expect(result.steps).toEqual(result.steps.map(({ step }) => ({ step, ...notMeasured("old_page") }))),
    afterwards: ({ page }) => expect(page.getByRole("alert").getByText("Esta página no está al día").first()).toBeVisible(),
  },
];
