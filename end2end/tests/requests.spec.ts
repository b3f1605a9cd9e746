// What those who may not book ask for: the lawyer the court, the nurse the clinic; and what they are answered.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { arrived, book, bookable, choose, type Start } from "../booking.ts";
import { dateNow } from "../pages.ts";
import { atRest, expect, gotoHydrated, phone, test } from "../test.ts";

/** A card of a request that waits. */
const waiting = (page: Page, code: string) => page.locator(".card", { has: page.getByRole("heading", { level: 2, name: new RegExp(code) }) });
/** A line of what somebody asked for. */
const own = (page: Page, code: string) => page.locator(".rule-line", { hasText: code }).first();

const codeOf = (label: string) => label.split(" · ")[0] as string;

/** Chooses somebody whom the court of the usual scheduler knows and for whom nothing waits; returns their code. */
async function whom(page: Page): Promise<string> {
  const asked = await (await page.request.get("/requests")).text();
  const field = page.getByLabel("Para quién");
  await expect(field).toBeVisible();
  const labels = await field.locator("option", { hasText: "Tribunal Sexto de Sentencia" }).allTextContents();
  const label = labels.filter((one) => !asked.includes(codeOf(one))).at(-1);
  if (!label) throw new Error(`for everybody the court knows something waits: ${labels.join(", ")}`);
  await field.selectOption({ label });
  return codeOf(label);
}

test("a lawyer asks for a meeting, the court books it, and both see that it is one appointment", async ({ person }) => {
  test.setTimeout(120_000);
  const lawyer = await person({ as: "lawyer" });
  await gotoHydrated(lawyer, "/");
  await lawyer.getByRole("link", { name: "Pedir una reunión" }).click();
  await lawyer.waitForURL("**/requests/new");
  const code = await whom(lawyer);
  await lawyer.getByLabel("Por la mañana").check();
  await lawyer.getByLabel("Mensaje para quien reserva").fill("Para preparar la declaración.");
  await expectAccessible(lawyer);
  await lawyer.getByRole("button", { name: "Enviar la solicitud" }).click();
  await lawyer.waitForURL(/done=asked/);
  await expect(lawyer.getByText("Su solicitud se envió")).toBeVisible();
  await expect(own(lawyer, code)).toContainText("Solicitada");
  await expect(lawyer.getByRole("link", { name: "Hacer una solicitud" })).toHaveAttribute("href", "/requests/new");

  const scheduler = await person({ as: "scheduler" });
  await gotoHydrated(scheduler, "/");
  await scheduler.getByRole("link", { name: /^Solicitudes \([1-9]\d*\)/ }).click();
  await scheduler.waitForURL("**/requests");
  await expect(waiting(scheduler, code)).toContainText("Para preparar la declaración.");
  await expectAccessible(scheduler);
  await waiting(scheduler, code).getByRole("link", { name: /^Reservar/ }).click();
  await arrived(scheduler, "what");
  await expect(scheduler.getByText("Esta reserva responde a una solicitud", { exact: false })).toBeVisible();
  await expect(scheduler.getByLabel("Reunión con la defensa")).toBeChecked();
  await expect(scheduler.getByRole("radio", { name: "Teleconsulta" })).toHaveCount(0);
  await scheduler.getByRole("button", { name: "Continuar" }).click();
  await arrived(scheduler, "who");
  await expect(scheduler.locator(".brought")).toContainText(code);
  await expect(scheduler.locator("section.part .chosen").first()).toContainText("Gabriel Maquilishuat Sol");
  await scheduler.getByRole("link", { name: "Continuar" }).click();
  await arrived(scheduler, "when");
  await choose(scheduler, (await bookable(scheduler)).at(0) as Start);
  const appointment = await book(scheduler);
  await expect(scheduler.locator(".record")).toContainText("Solicitó");
  await expect(scheduler.locator(".record")).toContainText("Reservó");
  await gotoHydrated(scheduler, "/requests");
  await expect(waiting(scheduler, code)).toHaveCount(0);

  await gotoHydrated(lawyer, "/");
  await expect(own(lawyer, code)).toContainText("Reservada");
  await expect(own(lawyer, code)).toContainText(/Será el .*, \d\d:\d\d hora de El Salvador/);
  await own(lawyer, code).getByRole("link", { name: /^Ver la cita/ }).click();
  await lawyer.waitForURL(`**${appointment}`);
  await expect(lawyer.getByRole("heading", { level: 1 })).toHaveText("Reunión con la defensa");
});

test("without scripts a lawyer asks, and the court says why it cannot be", async ({ person }) => {
  test.setTimeout(90_000);
  const lawyer = await person({ as: "lawyer", ...phone, javaScriptEnabled: false });
  await lawyer.goto("/requests/new");
  const code = await whom(lawyer);
  await lawyer.getByLabel("Duración en minutos").fill("5");
  await lawyer.getByLabel("Mensaje para quien reserva").fill("Con intérprete, por favor.");
  await lawyer.getByRole("button", { name: "Enviar la solicitud" }).click();
  // What was typed waits where it was.
  await expect(lawyer.locator(".error-summary")).toContainText("Duración en minutos");
  await expect(lawyer.getByLabel("Mensaje para quien reserva")).toHaveValue("Con intérprete, por favor.");
  await lawyer.getByLabel("Duración en minutos").fill("30");
  await lawyer.getByRole("button", { name: "Enviar la solicitud" }).click();
  await expect(own(lawyer, code)).toContainText("Solicitada");

  const scheduler = await person({ as: "scheduler", javaScriptEnabled: false });
  await scheduler.goto("/requests");
  await waiting(scheduler, code).getByRole("link", { name: /^Rechazar/ }).click();
  await waiting(scheduler, code).getByRole("button", { name: "Rechazar la solicitud" }).click();
  await expect(scheduler.locator(".error-summary")).toContainText("Causa");
  await waiting(scheduler, code).getByLabel("Causa").selectOption({ label: "Agenda del tribunal" });
  await waiting(scheduler, code).getByLabel("Explicación").fill("La sala está ocupada todo el mes.");
  await waiting(scheduler, code).getByRole("button", { name: "Rechazar la solicitud" }).click();
  await expect(scheduler.getByText("La solicitud quedó rechazada")).toBeVisible();
  await expect(waiting(scheduler, code)).toHaveCount(0);

  await lawyer.goto("/requests");
  await expect(own(lawyer, code)).toContainText("Rechazada");
  await expect(own(lawyer, code)).not.toContainText("Será el");
  await expect(own(lawyer, code)).toContainText("Causa: Agenda del tribunal");
  await expect(own(lawyer, code)).toContainText("La sala está ocupada todo el mes.");
});

test("a nurse asks the clinic for somebody of the centre, and nobody of a court sees it", async ({ person }) => {
  test.setTimeout(90_000);
  const code = "DEMO-0062";
  const nurse = await person({ as: "nurse" });
  const before = dateNow();
  await gotoHydrated(nurse, "/requests/new");
  // There is but one clinic to ask.
  await expect(nurse.getByLabel("A qué clínica")).not.toHaveValue("");
  // Midnight may pass while the page is on its way.
  expect([before, dateNow()]).toContain(await nurse.getByLabel("A partir del día").inputValue());
  await nurse.getByLabel("Código de registro").fill(code);
  await expectAccessible(nurse);
  await nurse.getByRole("button", { name: "Enviar la solicitud" }).click();
  await nurse.waitForURL(/done=asked/);
  await expect(own(nurse, code)).toContainText("Solicitada");

  const clinic = await person({ as: "clinicScheduler" });
  await gotoHydrated(clinic, "/requests");
  await expect(waiting(clinic, code)).toContainText("Enfermería");
  const court = await person({ as: "scheduler" });
  await gotoHydrated(court, "/requests");
  await expect(waiting(court, code)).toHaveCount(0);
});

test.describe("somebody of another centre", () => {
  test.use({ expected: [/status of 422/] });

  test("cannot be asked for, nor found out", async ({ person }) => {
    const nurse = await person({ as: "nurse" });
    await gotoHydrated(nurse, "/requests/new");
    await nurse.getByLabel("Código de registro").fill("DEMO-0001");
    await nurse.getByRole("button", { name: "Enviar la solicitud" }).click();
    await expect(nurse.locator(".error-summary")).toContainText("Código de registro: No hay nadie con ese código en su centro.");
    await expect(nurse.getByLabel("Código de registro")).toHaveValue("DEMO-0001");
  });
});

test.describe("declining one request", () => {
  test.use({ expected: [/status of 422/] });

  test("that is refused says nothing of another", async ({ person }) => {
    const clinic = await person({ as: "clinicScheduler" });
    const decline = async (code: string) => {
      await waiting(clinic, code).getByRole("link", { name: /^Rechazar/ }).click();
      return waiting(clinic, code).getByRole("button", { name: "Rechazar la solicitud" });
    };
    await gotoHydrated(clinic, "/requests");
    await (await decline("DEMO-0056")).click();
    await expect(clinic.locator(".error-summary")).toContainText("Causa");
    await atRest(clinic);
    await expect(await decline("DEMO-0027")).toBeVisible();
    await expect(clinic.locator(".error-summary")).toHaveCount(0);
  });
});

test.describe("a request that a colleague answered meanwhile", () => {
  test.use({ expected: [/status of 409/] });

  test("is no longer booked, and is said to be answered", async ({ person }) => {
    test.setTimeout(90_000);
    const code = "DEMO-0009";
    const warden = await person({ as: "warden", javaScriptEnabled: false });
    await warden.goto("/requests/new");
    await warden.getByLabel("Código de registro").fill(code);
    await warden.getByRole("button", { name: "Enviar la solicitud" }).click();
    await expect(own(warden, code)).toContainText("Solicitada");

    const late = await person({ as: "clinicScheduler" });
    await gotoHydrated(late, "/requests");
    const colleague = await person({ as: "clinicScheduler", javaScriptEnabled: false });
    await colleague.goto("/requests");
    await waiting(colleague, code).getByRole("link", { name: /^Rechazar/ }).click();
    await waiting(colleague, code).getByLabel("Causa").selectOption({ label: "Agenda del tribunal" });
    await waiting(colleague, code).getByRole("button", { name: "Rechazar la solicitud" }).click();
    await expect(waiting(colleague, code)).toHaveCount(0);

    await waiting(late, code).getByRole("link", { name: /^Reservar/ }).click();
    await expect(late.getByText("Esta solicitud ya tiene respuesta")).toBeVisible();
  });
});
