// A consultation from the booking to the confirmation, and what each may know of it.

import { expectAccessible } from "../axe.ts";
import { book, bookable, choose, prepareConsultation, type Start } from "../booking.ts";
import { expect, gotoHydrated, test } from "../test.ts";

const clinician = "Valeria Tamarindo Aurora";

// A confirmation that comes too early is refused by its status too.
test.use({ expected: [/status of 422/] });

test("a clinic books a consultation, the clinician accepts, the nurse sees it, custody sees an outing", async ({ person }) => {
  test.setTimeout(120_000);
  const scheduler = await person({ as: "clinicScheduler" });
  await prepareConsultation(scheduler, { detainee: "DEMO-0052", clinician });
  const start = (await bookable(scheduler)).at(0) as Start;
  await choose(scheduler, start);
  await expect(scheduler.locator(".booking-step")).toContainText(clinician);
  // What only a hearing has is not asked, and not told as missing.
  await expect(scheduler.locator(".booking-step")).not.toContainText(/Expediente|Resolución/);
  await expectAccessible(scheduler);
  const appointment = await book(scheduler);
  await expect(scheduler.getByRole("button", { name: "Confirmar" })).toBeVisible();

  // Too early: the clinician has not said yes.
  await scheduler.getByRole("button", { name: "Confirmar" }).click();
  await expect(scheduler.locator(".error-summary")).toContainText("Esta persona debe aceptar antes de confirmar.");

  const doctor = await person({ as: "clinician" });
  await gotoHydrated(doctor, appointment);
  await doctor.getByRole("link", { name: "Responder" }).click();
  await expect(doctor.getByRole("heading", { name: "¿Asistirá a esta teleconsulta?" })).toBeVisible();
  await expectAccessible(doctor);
  await doctor.getByRole("button", { name: "Sí, asistiré" }).click();
  await expect(doctor.getByText("Usted respondió que asistirá")).toBeVisible();

  await gotoHydrated(doctor, appointment);
  await doctor.getByRole("button", { name: "Confirmar" }).click();
  await expect(doctor.getByText("Hecho. Estado: Confirmada")).toBeVisible();

  const nurse = await person({ as: "nurse" });
  await gotoHydrated(nurse, `/day/${start.date}`);
  const code = "DEMO-0052";
  const row = (page: typeof nurse) => page.locator(`tbody tr:has(a[href="${appointment}"])`);
  await expect(row(nurse)).toContainText("Teleconsulta");
  await expect(row(nurse)).toContainText(code);
  await expect(row(nurse).locator("xpath=following-sibling::tr[1]")).toContainText(new RegExp(`${clinician}.*Especialista.*Asistirá`));
  await gotoHydrated(nurse, appointment);
  await expect(nurse.getByRole("link", { name: /Revisar/ }).first()).toBeVisible();

  const warden = await person({ as: "womensWarden" });
  await gotoHydrated(warden, `/day/${start.date}`);
  await expect(row(warden)).toContainText("Salida médica");
  await expect(row(warden)).toContainText(code);
  await gotoHydrated(warden, appointment);
  await expect(warden.getByRole("heading", { level: 1 })).toHaveText("Salida médica");
  await expect(warden.getByRole("heading", { name: "Participantes" })).toHaveCount(0);
  for (const path of [`/day/${start.date}`, appointment]) {
    const text = await (await warden.request.get(path)).text();
    // Not on the page, and not in what the client is sent with it.
    expect(text, path).not.toContain(clinician);
    expect(text, path).not.toContain("Centro de Telemedicina");
  }
});
