// Booking with the keyboard alone: every step is reached with Tab and answered with Space, Enter, arrows and letters.

import type { Locator, Page } from "@playwright/test";
import { newCase } from "../booking.ts";
import { expect, gotoHydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0024", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

/** So many stops are enough for any page of the booking. */
const MOST_STOPS = 100;

/** Presses Tab until `target` has the focus. */
async function tabTo(target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let left = MOST_STOPS; left > 0; left -= 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await target.page().keyboard.press("Tab");
  }
  await expect(target, `reached within ${MOST_STOPS} stops`).toBeFocused();
}

/** The step that was gone to: its heading has the focus, so that Tab goes on from there. */
async function arrive(page: Page, step: string, title: string): Promise<void> {
  await page.waitForURL(new RegExp(`/${step}$`));
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeFocused();
}

/** Types `name` into a search and takes the only one who is found. */
async function take(page: Page, search: Locator, name: string): Promise<void> {
  await tabTo(search);
  await page.keyboard.type(name);
  const found = page.locator(".picks").getByRole("button");
  await expect(found).toHaveCount(1);
  await expect(found).toContainText(name);
  await tabTo(found);
  await page.keyboard.press("Enter");
  // The list is drawn anew; one goes on with the people.
  await expect(page.locator(".chosen", { hasText: name })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Participantes" })).toBeFocused();
}

test("a hearing is booked without touching anything but keys", async ({ person }) => {
  test.setTimeout(120_000);
  const page = await person({ as: "scheduler" });
  const { keyboard } = page;
  const caseNumber = newCase();
  await gotoHydrated(page, "/appointments/new");
  await page.waitForURL(/\/what$/);
  const type = page.getByLabel("Tipo de audiencia");
  await tabTo(type);
  for (let line = 0; line < 3; line += 1) await keyboard.press("ArrowDown");
  await expect(type).toHaveValue("preliminary");
  await tabTo(page.getByLabel("Número de expediente"));
  await keyboard.type(caseNumber);
  const duration = page.getByRole("group", { name: "Duración" });
  await tabTo(duration.getByLabel("30 min"));
  await keyboard.press("Space");
  await expect(duration.getByLabel("30 min")).toBeChecked();
  await keyboard.press("ArrowRight");
  await expect(duration.getByLabel("45 min")).toBeChecked();
  await tabTo(page.getByRole("button", { name: "Continuar" }));
  await keyboard.press("Enter");

  await arrive(page, "who", "¿Quién participa?");
  await take(page, page.getByLabel("Buscar por código o nombre"), people.detainee);
  for (const [part, name] of [["Juez o jueza", people.judge], ["Defensa", people.lawyer]] as const) {
    // The part that still needs somebody stands open.
    const section = page.locator("section.part", { has: page.getByRole("heading", { level: 3, name: part }) });
    await take(page, section.getByLabel("Buscar por nombre"), name);
    await expect(section.locator(".chosen")).toContainText(name);
  }
  await tabTo(page.getByRole("link", { name: "Continuar" }));
  await keyboard.press("Enter");

  await arrive(page, "when", "¿Cuándo?");
  const next = page.getByRole("link", { name: "Semana siguiente" });
  const shown = (await next.getAttribute("href")) ?? "";
  await tabTo(next);
  await keyboard.press("Enter");
  // A whole week lies ahead now, whatever day it is today.
  await expect(next).not.toHaveAttribute("href", shown);
  const first = page.locator("input[name=slot]").first();
  await tabTo(first);
  await keyboard.press("Space");
  await expect(first).toBeChecked();
  await keyboard.press("ArrowDown");
  await expect(first).not.toBeChecked();
  const chosen = page.locator("label.slot", { has: page.locator(":checked") });
  const time = await chosen.locator(".slot-time").innerText();
  await tabTo(page.getByRole("button", { name: new RegExp(`^Continuar con .*${time}`) }));
  await keyboard.press("Enter");

  await arrive(page, "check", "Revise y reserve");
  const answers = page.locator(".booking-step");
  for (const answer of [caseNumber, people.detainee, people.judge, people.lawyer, `${time}–`]) await expect(answers).toContainText(answer);
  await tabTo(page.getByRole("button", { name: "Reservar", exact: true }));
  await keyboard.press("Enter");
  await page.waitForURL(/\/appointments\/(?!new)[0-9a-f-]+/);
  await expect(page.getByText("La cita quedó reservada")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(caseNumber);
  await expect(page.locator(".detail-time")).toContainText(time);
});
