// Booking a hearing as a scheduler does it, step by step through the pages.

import { expect, type Locator, type Page } from "@playwright/test";
import { today } from "./pages.ts";
import { gotoHydrated } from "./test.ts";

/** A start that the page offers: `date` and `time` as a person types them. */
export type Start = { value: string; date: string; time: string; hour: number; room: string };

/** What a hearing is about, and who takes part. A `resolution` is recorded only if there is one. */
type Hearing = { caseNumber: string; detainee: string; judge: string; lawyer: string; resolution?: string };

/** The steps, as their addresses end, and what stands above each. */
const titles = { what: "¿Qué va a reservar?", who: "¿Quién participa?", when: "¿Cuándo?", check: "Revise y reserve" };
type Step = keyof typeof titles;

/**
 * Waits until a step stands on the page. Its address comes before it, while the step that is left still stands there, with links of
 * the same names. */
export async function arrived(page: Page, step: Step): Promise<void> {
  await page.waitForURL(new RegExp(`/appointments/new/[0-9a-f-]+/${step}(\\?|$)`));
  await expect(page.getByRole("heading", { level: 1, name: titles[step], exact: true })).toBeVisible();
}

/** What the pages of a booking say as long as something that was typed is not saved. */
export const unsent = (page: Page) => page.getByRole("alert").filter({ hasText: "Lo que escribió no está todo guardado" });

/** The names of what the tab keeps of forms that were not sent. */
export const keptInTab = (page: Page) => page.evaluate(() => Object.keys(sessionStorage).filter((name) => name.startsWith("telesala.typed")));

let counter = 0;
/** A case number that no other test of this run uses. */
export const newCase = () => `EXP-${process.pid}-${Date.now() % 100_000}-${(counter += 1)}`;

/** Another one, as long as they may be, and one word. */
export const longCase = () => newCase().replaceAll("-", "X").padEnd(40, "X");

/** From the beginning to the free times: a consultation, and who gives it. */
export async function prepareConsultation(page: Page, wish: { detainee: string; clinician: string }): Promise<void> {
  await gotoHydrated(page, "/appointments/new");
  await arrived(page, "what");
  await page.getByLabel("Teleconsulta").check();
  await page.getByRole("group", { name: "Duración" }).getByLabel("30 min").check();
  await page.getByRole("button", { name: "Continuar" }).click();
  await arrived(page, "who");
  await bring(page, wish.detainee);
  await addPerson(page, "Especialista", wish.clinician);
  await page.getByRole("link", { name: "Continuar" }).click();
  await arrived(page, "when");
}

/** From the beginning to the free times: a private meeting that belongs to no hearing, and who defends. */
export async function prepareMeeting(page: Page, wish: { detainee: string; lawyer: string }): Promise<void> {
  await gotoHydrated(page, "/appointments/new");
  await arrived(page, "what");
  await page.getByLabel("Reunión con la defensa").check();
  await expect(page.getByLabel("Número de expediente")).toBeHidden();
  await page.getByRole("group", { name: "Duración" }).getByLabel("30 min").check();
  await page.getByRole("button", { name: "Continuar" }).click();
  await arrived(page, "who");
  await bring(page, wish.detainee);
  await expect(page.getByRole("heading", { level: 3, name: "Juez o jueza" })).toHaveCount(0);
  await addPerson(page, "Defensa", wish.lawyer);
  await page.getByRole("link", { name: "Continuar" }).click();
  await arrived(page, "when");
}

/** From the beginning to the free times: what it is, and who takes part. */
export async function prepare(page: Page, wish: Hearing): Promise<void> {
  await gotoHydrated(page, "/appointments/new");
  await arrived(page, "what");
  await page.getByLabel("Tipo de audiencia").selectOption({ label: "Audiencia preliminar" });
  await page.getByLabel("Número de expediente").fill(wish.caseNumber);
  await page.getByLabel("30 min").first().check();
  if (wish.resolution) {
    const basis = page.locator("details", { hasText: "Resolución que autoriza la modalidad remota" });
    await basis.locator("summary").click();
    await typeBasis(basis, { resolution: wish.resolution, judge: wish.judge });
  }
  await page.getByRole("button", { name: "Continuar" }).click();

  await arrived(page, "who");
  await bring(page, wish.detainee);
  await addPerson(page, "Juez o jueza", wish.judge);
  await addPerson(page, "Defensa", wish.lawyer);
  await page.getByRole("link", { name: "Continuar" }).click();
  await arrived(page, "when");
}

/** Why the hearings of these tests are held from afar. */
export const ground = "El traslado pondría en riesgo a la persona.";

/** Types the decision that allows the remote mode, of today, into the fields in `form`. */
export async function typeBasis(form: Locator, basis: { resolution: string; judge: string }): Promise<void> {
  await form.getByLabel("Número de la resolución").fill(basis.resolution);
  await form.getByLabel("Fecha de la resolución").fill(today);
  await form.getByLabel("Quién la firmó").fill(basis.judge);
  await form.getByLabel("Motivo").fill(ground);
  await form.getByLabel("Acepta la modalidad remota").check();
}

async function bring(page: Page, detainee: string): Promise<void> {
  await page.getByLabel("Buscar por código o nombre").fill(detainee);
  await page.getByRole("button", { name: new RegExp(detainee) }).click();
  await expect(page.locator(".brought")).toContainText(detainee);
}

async function addPerson(page: Page, part: string, name: string): Promise<void> {
  const section = page.locator("section.part", { has: page.getByRole("heading", { level: 3, name: part }) });
  const opener = section.getByRole("link", { name: /^Añadir/ });
  const search = section.getByLabel("Buscar por nombre");
  await expect(opener.or(search)).toBeVisible();
  if (await opener.isVisible()) await opener.click();
  await search.fill(name);
  // Everybody who could take that part stands there first: a list that is replaced between press and release hears of neither.
  const found = section.locator(".picks").getByRole("button");
  await expect(found).toHaveCount(1);
  await expect(found).toContainText(name);
  await found.click();
  await expect(section.locator(".chosen")).toContainText(name);
}

/** The free starts on the page, in order. */
export async function starts(page: Page): Promise<Start[]> {
  await page.locator("input[name=slot]").first().waitFor();
  const values = await page.locator("input[name=slot]").evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  return values.map((value) => {
    const [seconds = "", room = ""] = value.split("_");
    const at = new Date(Number(seconds) * 1000);
    const zone = { timeZone: "America/El_Salvador" };
    const date = new Intl.DateTimeFormat("en-CA", zone).format(at);
    const time = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
    return { value, date, time, hour: Number(time.slice(0, 2)), room };
  });
}

/**
 * The free starts that are free still when one of them is booked. Notice, and the way to the room, count from that moment: the very
 * first start may be too soon by then. */
export async function bookable(page: Page): Promise<Start[]> {
  const free = await starts(page);
  if (free.length > 1) return free.slice(1);
  // Late on a Saturday hardly anything is left of the week.
  await weeksLater(page, 1);
  return starts(page);
}

/** So many weeks on: past what the demo has booked, nothing but this test's own is in the way. */
export async function weeksLater(page: Page, weeks: number): Promise<void> {
  const next = page.getByRole("link", { name: "Semana siguiente" });
  const address = new URL((await next.getAttribute("href")) ?? "", page.url());
  const after = new Date(`${address.searchParams.get("week")}T00:00Z`);
  after.setUTCDate(after.getUTCDate() + 7 * (weeks - 1));
  const week = after.toISOString().slice(0, 10);
  if (weeks === 1) {
    await next.click();
    await page.waitForURL((url) => url.searchParams.get("week") === week);
  } else {
    // Further on without looking at every week between.
    address.searchParams.set("week", week);
    await gotoHydrated(page, address.href);
  }
  await expect(next).not.toHaveAttribute("href", new RegExp(week));
}

/** Takes a start, also one behind "more", and asks to go on with it. */
export async function pick(page: Page, start: Start): Promise<void> {
  const slot = page.locator(`input[name=slot][value="${start.value}"]`);
  const more = page.locator("details.week-more:not([open])", { has: slot });
  if ((await more.count()) > 0) await more.locator("summary").click();
  await slot.check();
  await page.getByRole("button", { name: /^Continuar con/ }).click();
}

/** Takes a start and goes on to the last step. */
export async function choose(page: Page, start: Start): Promise<void> {
  await pick(page, start);
  await arrived(page, "check");
}

/** Books what was prepared; returns the address of the appointment. */
export async function book(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Reservar", exact: true }).click();
  await page.waitForURL(/\/appointments\/(?!new)[0-9a-f-]+/);
  await expect(page.locator(".detail-when")).toBeVisible();
  return new URL(page.url()).pathname;
}
