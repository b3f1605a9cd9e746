// The states that no address alone shows: the steps of a booking, an appointment's life, refusals, a check's results; each on a phone, on a
// dark tablet in English, and on a desktop, into target/screenshots/states/.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { book, choose, newCase, prepare, prepareConsultation, starts } from "../booking.ts";
import { today } from "../pages.ts";
import { root, Server } from "../server.mjs";
import { gotoHydrated, test } from "../test.ts";

test.use({ expected: [/./] });

const sizes = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  tablet: { viewport: { width: 1024, height: 768 }, hasTouch: true },
  desktop: { viewport: { width: 1366, height: 768 } },
};
const folder = join(root, "target/screenshots/states");

/** Takes `page` as it stands in every size; English is read on the dark tablet, where the page is loaded anew. */
async function take(page: Page, address: string, name: string, reload = true): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize() ?? sizes.desktop.viewport;
  for (const [size, { viewport }] of Object.entries(sizes)) {
    const dark = size === "tablet";
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
    if (reload && dark) {
      await page.context().addCookies([{ name: "telesala_language", value: "en", url: address }]);
      await gotoHydrated(page, page.url());
    }
    await page.screenshot({ path: join(folder, `${name}.${size}.png`), fullPage: true });
    if (reload && dark) {
      await page.context().addCookies([{ name: "telesala_language", value: "es", url: address }]);
      await gotoHydrated(page, page.url());
    }
  }
  await page.setViewportSize(before);
}

const people = { detainee: "DEMO-0008", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };
const address = (page: Page) => new URL(page.url()).origin;

test("a booking and its appointment", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  const at = (name: string, reload = true) => take(page, address(page), name, reload);
  await gotoHydrated(page, "/appointments/new");
  await page.waitForURL(/\/what/);
  await at("booking-1-what");
  await page.getByRole("button", { name: "Continuar" }).click();
  await page.locator(".error-summary").waitFor();
  await at("booking-1-what-faulty", false);
  await prepare(page, { ...people, caseNumber: newCase() });
  await at("booking-3-when");
  const when = page.url();
  await gotoHydrated(page, when.replace("/when", "/who"));
  await at("booking-2-who");
  await gotoHydrated(page, `${when.replace("/when", "/who")}?part=interpreter`);
  await at("booking-2-who-picking");
  await gotoHydrated(page, `${when}?date=${today}&time=03:05`);
  await at("booking-3-when-wish-refused");
  await gotoHydrated(page, when);
  const [start] = await starts(page);
  if (start) await choose(page, start);
  await at("booking-4-check");
  const appointment = await book(page);
  await at("appointment-booked");
  await page.getByRole("button", { name: "Confirmar" }).click();
  await page.locator(".error-summary").waitFor();
  await at("appointment-refused", false);
  await gotoHydrated(page, `${appointment}/amend`);
  await at("appointment-amend");
  await gotoHydrated(page, `${appointment}?ask=cancelled`);
  await at("appointment-cancel");
  const lawyer = await person({ as: "lawyer" });
  await gotoHydrated(lawyer, appointment);
  await take(lawyer, address(page), "appointment-lawyer");
  await gotoHydrated(lawyer, `${appointment}/answer`);
  await take(lawyer, address(page), "answer");
  await gotoHydrated(lawyer, `${appointment}/answer?answer=decline`);
  await take(lawyer, address(page), "answer-decline");
  await gotoHydrated(lawyer, `${appointment}/answer?answer=propose`);
  await take(lawyer, address(page), "answer-propose");
  await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
  await lawyer.getByText("Usted respondió que asistirá").waitFor();
  await take(lawyer, address(page), "answer-given", false);
  const warden = await person({ as: "warden" });
  await gotoHydrated(warden, appointment);
  await take(warden, address(page), "appointment-warden");
  await gotoHydrated(page, `${appointment}?ask=cancelled`);
  await page.getByLabel("Causa").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Cancelar la cita" }).click();
  await page.getByText("Hecho.").waitFor();
  await at("appointment-cancelled", false);
});

test("a consultation", async ({ person }) => {
  const page = await person({ as: "clinicScheduler" });
  await prepareConsultation(page, { detainee: "DEMO-0053", clinician: "Valeria Tamarindo Aurora" });
  await take(page, address(page), "consultation-3-when");
  const [start] = await starts(page);
  if (start) await choose(page, start);
  await take(page, address(page), "consultation-4-check");
  await book(page);
  await take(page, address(page), "consultation-booked");
  const warden = await person({ as: "womensWarden" });
  await gotoHydrated(warden, new URL(page.url()).pathname);
  await take(warden, address(page), "consultation-warden");
  await gotoHydrated(warden, `/day/${start?.date ?? today}`);
  await take(warden, address(page), "consultation-board");
});

test("days", async ({ person }) => {
  const page = await person({ as: "scheduler" });
  for (const [name, path] of [["day-empty", "/day/2020-01-06"], ["day-filtered-empty", `/day/${today}?show=running`], ["day-no-such", "/day/2020-99-99"], ["appointment-no-such", "/appointments/01900000-0000-7000-8000-000000000000"]] as const) {
    await gotoHydrated(page, path);
    await take(page, address(page), name);
  }
  const warden = await person({ as: "warden" });
  const tomorrow = new Date(Date.parse(`${today}T18:00Z`) + 48 * 3_600_000).toISOString().slice(0, 10);
  await gotoHydrated(warden, `/day/${tomorrow}`);
  await take(warden, address(page), "day-coming-warden");
  await gotoHydrated(warden, `/day/${today}?show=blocked`);
  await take(warden, address(page), "day-blocked-warden");
});

test("strangers", async ({ person, server }) => {
  const page = await person();
  await gotoHydrated(page, "/sign-in");
  await page.getByLabel("Nombre de usuario").fill("nadie");
  await page.getByLabel("Contraseña").fill("nada");
  await page.getByRole("button", { name: "Entrar" }).click();
  await page.getByText("El nombre o la contraseña no son correctos").waitFor();
  await take(page, server.address, "sign-in-refused", false);
  const outbox = await person({ as: "administrator" });
  await gotoHydrated(outbox, "/outbox");
  const links = await outbox.locator('a[href*="/confirm/"]').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
  const seen = { open: false, ended: false };
  const letter = await person({ javaScriptEnabled: false });
  for (const link of [...links, "/confirm/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"]) {
    const status = (await letter.goto(link))?.status();
    const name = status === 200 ? "open" : status === 410 ? "ended" : "none";
    if (name !== "none" && seen[name]) continue;
    if (name !== "none") seen[name] = true;
    for (const [size, { viewport }] of Object.entries(sizes)) {
      await letter.setViewportSize(viewport);
      await letter.emulateMedia({ colorScheme: size === "tablet" ? "dark" : "light" });
      await letter.screenshot({ path: join(folder, `letter-${name}.${size}.png`), fullPage: true });
    }
  }
});

test("a check", async ({ person, server }) => {
  const page = await person({ permissions: ["camera", "microphone"] });
  const button = (name: string) => page.getByRole("button", { name });
  await gotoHydrated(page, "/check");
  await button("Permitir cámara y micrófono").click();
  await page.getByRole("heading", { name: "Mire a la cámara" }).waitFor();
  await take(page, server.address, "check-camera", false);
  await button("Empezar a escuchar").click({ timeout: 20_000 });
  await page.getByRole("meter").waitFor();
  await take(page, server.address, "check-microphone", false);
  await button("Omitir este paso").or(button("Seguir sin esto")).click({ timeout: 30_000 });
  await button("Escuchar el número").click();
  await page.getByText("¿Qué número oyó?").waitFor();
  await take(page, server.address, "check-number", false);
  await button("No oí nada").click();
  await button("Seguir sin esto").waitFor();
  await take(page, server.address, "check-fault", false);
  await button("Seguir sin esto").click();
  await page.locator(".check-verdict").waitFor();
  await take(page, server.address, "check-result", false);
});

test("without a server", async ({ person }) => {
  const own = await Server.start();
  const board = await person({ as: "warden", at: own });
  await gotoHydrated(board, "/day/today");
  await board.getByText("En vivo").waitFor();
  const booking = await person({ as: "scheduler", at: own });
  await gotoHydrated(booking, "/appointments/new");
  await booking.waitForURL(/\/what/);
  await own.stop();
  await board.getByText(/Reconectando desde/).waitFor();
  await take(board, own.address, "board-reconnecting", false);
  await booking.getByRole("button", { name: "Continuar" }).click();
  await booking.getByText("No hay respuesta del servidor").waitFor();
  await take(booking, own.address, "booking-lost", false);
  await own.remove();
});
