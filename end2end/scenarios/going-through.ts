// How a person comes to a scenario's step and from there to the result.

import { expect, type Page } from "@playwright/test";
import { notTooGood } from "../calm.ts";
import { asks, button, forgetSounds, goOn, heading, judged, leaveTheRest, ofTheLine, type Result, rightAnswer, type Step } from "../checking.ts";
import { hydrated } from "../test.ts";
import type { Scenario, Scene } from "./scenario.ts";

const inOrder: readonly Step[] = ["environment", "permission", "camera", "microphone", "speaker"];
/** Which cannot be measured unless the devices are allowed. */
const needDevices: readonly Scenario["step"][] = ["permission", "camera", "microphone"];
/** What begins a step; the others begin by themselves. */
const begins: Partial<Record<Step, string | RegExp>> = {
  permission: "Permitir cámara y micrófono",
  microphone: "Empezar a escuchar",
  speaker: /^Escuchar (el número|los tonos)$/,
};
/** The longest that a step takes: a question that nobody answers. */
const longest = { timeout: 30_000 };

const line = (page: Page, step: Step) => page.locator(`[data-step="${step}"]`);
const isCurrent = async (page: Page, step: Step) => (await line(page, step).getAttribute("aria-current")) === "step";

/** The verdict in the list of steps; nothing before there is one. */
const shown = async (page: Page, step: Step) => (await line(page, step).getAttribute("data-verdict")) ?? "";

/** A step that was judged has its verdict in the list of steps; one that is not in order also has a way on. */
const verdictOf = (page: Page, step: Step) => page.locator(`[data-step="${step}"][data-verdict]`).or(goOn(page)).first();

/** Goes through the check to the step of `scenario`, leaving out what is not needed for it, and on to the result. */
export async function goThrough(scene: Scene, scenario: Scenario): Promise<Result> {
  const { page, server } = scene;
  await page.goto(scenario.address?.(server) ?? `${scene.address}/check`);
  await hydrated(page);
  const result = judged(page);
  if (ofTheLine.includes(scenario.step as Step)) await scenario.ahead?.(scene);
  // Whoever fails on the way says why; that no result came then says nothing.
  result.catch(() => {});
  for (const step of inOrder) {
    if (step === "environment") {
      // It begins by itself.
      if (scenario.step === step) await scenario.during?.(scene);
      await expect(verdictOf(page, step)).toBeVisible(longest);
    } else if (!(await isCurrent(page, step))) {
      continue; // It cannot be measured here, or the check is already past it.
    } else if (isWanted(scenario, step)) {
      await take(scene, scenario, step);
    } else {
      await button(page, "Omitir este paso").click();
      await expect(verdictOf(page, step)).toBeVisible();
    }
    const fault = await goOn(page).isVisible();
    if (scenario.step === step) {
      // Other words than those would tell that it is wrong, and not that it is too good.
      if (scenario.says) notTooGood(await shown(page, step), scenario.expected.verdict);
      if (scenario.says) await expect(heading(page, scenario.says)).toBeVisible();
      if (scenario.advises) await expect(page.locator(".check-remedy")).toContainText(scenario.advises);
      await scenario.after?.(scene);
      return leaveTheRest(page, result);
    }
    if (fault) {
      await goOn(page).click();
      await expect(goOn(page)).toBeHidden();
    }
  }
  return onTheLine(scene, scenario, result);
}

/** What is measured behind the rest says what is wrong with it at the end only. */
async function onTheLine({ page }: Scene, scenario: Scenario, result: Promise<Result>): Promise<Result> {
  for (const step of ofTheLine) {
    if (isWanted(scenario, step)) await expect(line(page, step).and(page.locator("[data-verdict]"))).toBeVisible({ timeout: 60_000 });
    if (scenario.step === step) break;
  }
  const left = await leaveTheRest(page, result);
  if (ofTheLine.includes(scenario.step as Step)) {
    if (scenario.says) notTooGood(await shown(page, scenario.step as Step), scenario.expected.verdict);
    const fault = page.locator(".check-fault", { has: page.getByRole("heading", { name: scenario.says ?? /./ }) });
    if (scenario.says) await expect(fault).toBeVisible();
    if (scenario.advises) await expect(fault).toContainText(scenario.advises);
  }
  return left;
}

function isWanted(scenario: Scenario, step: Step): boolean {
  if (scenario.step === "whole") return !scenario.skipped?.includes(step);
  if (step === "permission") return scenario.allowed === true || needDevices.includes(scenario.step);
  return scenario.step === step;
}

async function take(scene: Scene, scenario: Scenario, step: Step) {
  const { page } = scene;
  const own = scenario.step === step;
  if (own) await scenario.ahead?.(scene);
  const begin = begins[step];
  if (step === "speaker") await forgetSounds(page);
  if (begin) await button(page, begin).click();
  if (own) await scenario.during?.(scene);
  if (step === "speaker") await answer(scene, scenario.hears);
  await expect(verdictOf(page, step)).toBeVisible(longest);
  if (scenario.mended?.at !== step) return;
  // Without a fault there is nothing to mend.
  notTooGood(await shown(page, step), "warn");
  await expect(goOn(page)).toBeVisible();
  await scenario.mended.by(scene);
  if (step === "speaker") await forgetSounds(page);
  await button(page, "Probar otra vez").click();
  await expect(goOn(page)).toBeHidden();
  if (step === "speaker") await answer(scene);
  await expect(verdictOf(page, step)).toBeVisible(longest);
}

/** Says what was heard, unless there is nothing to say: the browser let nothing sound. */
async function answer(scene: Scene, hears: Scenario["hears"] = (right) => right) {
  const { page } = scene;
  await expect(page.getByText(asks).or(goOn(page)).first()).toBeVisible({ timeout: 20_000 });
  if (await goOn(page).isVisible()) return;
  await button(page, await hears(await rightAnswer(page), scene)).click();
}
