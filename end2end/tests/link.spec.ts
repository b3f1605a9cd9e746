// The page behind a personal link, on a phone that runs no scripts, without an account: no, another time; and what an old link says
// once the hearing was moved or cancelled, or is held without them. Yes: story.spec.ts. Signed in: answer.spec.ts.

import type { Page } from "@playwright/test";
import { begin } from "../begun.ts";
import { book, choose, newCase, type Start, starts, weeksLater } from "../booking.ts";
import { checkBehind, linkTo } from "../links.ts";
import { atRest, expect, gotoHydrated, phone, test as base } from "../test.ts";

const people = { detainee: "DEMO-0017", judge: "Irene Bálsamo Estrella", lawyer: "Iván Quetzal Arena" };

type Invited = {
  /** Who booked, on the page of the hearing. */
  scheduler: Page;
  appointment: string;
  /** The lawyer, on the page behind `link`. */
  lawyer: Page;
  link: string;
  /** Where the lawyer would find a newer link. */
  newest: () => Promise<string>;
  booked: Start;
  /** What was free in the same week. */
  free: Start[];
};

const test = base.extend<{ invited: Invited }>({
  invited: async ({ person }, use) => {
    const caseNumber = newCase();
    const scheduler = await person({ as: "scheduler" });
    await begin(scheduler, { ...people, caseNumber });
    await weeksLater(scheduler, 3);
    const free = await starts(scheduler);
    const booked = free.at(-1) as Start;
    await choose(scheduler, booked);
    const appointment = await book(scheduler);
    const outbox = await person({ as: "administrator" });
    const newest = () => linkTo(outbox, caseNumber, people.lawyer);
    const link = await newest();
    const lawyer = await person({ ...phone, javaScriptEnabled: false });
    await lawyer.goto(link);
    await use({ scheduler, appointment, lawyer, link, newest, booked, free });
  },
});

const ofLawyer = (page: Page) => page.locator(".detail-person", { hasText: people.lawyer });

test("a lawyer says no with a cause, and the court sees why", async ({ invited }) => {
  const { scheduler, lawyer } = invited;
  await lawyer.locator("summary", { hasText: "No puedo asistir" }).click();
  const decline = lawyer.locator("details.answer", { hasText: "No puedo asistir" });
  await decline.getByLabel("Otra causa (explique)").check();
  await decline.getByRole("button", { name: "Enviar: no asistiré" }).click();
  await expect(lawyer.locator(".error-summary")).toContainText("Unas palabras para quien convoca: Explique la causa en pocas palabras.");
  await expect(decline.getByLabel("Otra causa (explique)")).toBeChecked();
  await expect(ofLawyer(scheduler)).toContainText("Sin respuesta");

  await decline.getByLabel("Unas palabras para quien convoca").fill("Estaré fuera del país");
  await decline.getByRole("button", { name: "Enviar: no asistiré" }).click();
  await expect(lawyer.getByText("Usted respondió que no asistirá: Otra causa (explique)")).toBeVisible();
  await expect(ofLawyer(scheduler)).toContainText("No asistirá");
  await expect(ofLawyer(scheduler)).toContainText("Otra causa (explique)");
  await expect(ofLawyer(scheduler)).toContainText("Estaré fuera del país");
});

test.describe("a hearing that is not what the link told of", () => {
  // What has ended is told by its status too.
  test.use({ expected: [/status of 410/] });

  test("a lawyer proposes another time, the court takes it, and only the new link serves", async ({ invited }) => {
    test.setTimeout(120_000);
    const { scheduler, lawyer, link, newest, booked, free } = invited;
    const other = free.find(({ date, hour, room }) => date !== booked.date && room === booked.room && hour >= 8 && hour <= 16);
    if (!other) throw new Error("no other day is free in the same room");
    await lawyer.locator("summary", { hasText: "Proponer otra hora" }).click();
    const propose = lawyer.locator("details.answer", { hasText: "Proponer otra hora" });
    await propose.getByLabel("Fecha").fill(other.date);
    await propose.getByLabel("Hora").fill(other.time);
    await propose.getByLabel("Unas palabras para quien convoca").fill("Ese día estoy en el tribunal");
    await propose.getByRole("button", { name: "Enviar la propuesta" }).click();
    await expect(lawyer.getByText(new RegExp(`Usted propuso otra hora: .*, ${other.time}`))).toBeVisible();

    await expect(ofLawyer(scheduler)).toContainText("Propone otra hora");
    await expect(ofLawyer(scheduler)).toContainText("Ese día estoy en el tribunal");
    await ofLawyer(scheduler).getByRole("link", { name: "Modificar la cita a esta hora" }).click();
    await scheduler.waitForURL(/\/amend\?/);
    await expect(scheduler.getByLabel("Fecha", { exact: true })).toHaveValue(other.date);
    await expect(scheduler.getByLabel("Hora de inicio")).toHaveValue(other.time);
    await scheduler.getByRole("button", { name: "Guardar el cambio" }).click();
    await scheduler.waitForURL(/done=amended/);
    // They were asked for another time than the one they have now.
    await expect(ofLawyer(scheduler)).toContainText("Sin respuesta");

    for (const path of [link, checkBehind(link)]) {
      expect((await lawyer.goto(path))?.status(), path).toBe(410);
      await expect(lawyer.getByText("La cita cambió")).toBeVisible();
      await expect(lawyer.getByText("Use el enlace del último aviso.")).toBeVisible();
    }
    await lawyer.goto(link);
    await expect(lawyer.getByRole("button", { name: "Sí, asistiré" })).toHaveCount(0);

    const renewed = await newest();
    expect(renewed).not.toBe(link);
    expect((await lawyer.goto(renewed))?.status()).toBe(200);
    await expect(lawyer.locator(`.letter-time time[datetime="${other.date}T${other.time}"]`)).toBeVisible();
    await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
    await expect(lawyer.getByText("Usted respondió que asistirá")).toBeVisible();
    await expect(ofLawyer(scheduler)).toContainText("Asistirá");
  });

  test("a lawyer learns that it was cancelled, also on a page that was open before", async ({ invited }) => {
    test.setTimeout(90_000);
    const { scheduler, appointment, lawyer, link } = invited;
    await gotoHydrated(scheduler, `${appointment}?ask=cancelled`);
    await scheduler.getByLabel("Causa").selectOption({ label: "Agenda del tribunal" });
    await scheduler.getByRole("button", { name: "Cancelar la cita" }).click();
    await expect(scheduler.getByText("Hecho. Estado: Cancelada")).toBeVisible();

    const expectCancelled = async () => {
      await expect(lawyer.getByText("La cita fue cancelada")).toBeVisible();
      await expect(lawyer.getByText("No tiene que hacer nada. Si hay una nueva fecha, recibirá otro aviso.")).toBeVisible();
      await expect(lawyer.getByRole("button", { name: "Sí, asistiré" })).toHaveCount(0);
    };
    await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
    await expectCancelled();
    for (const path of [link, checkBehind(link)]) {
      expect((await lawyer.goto(path))?.status(), path).toBe(410);
      await expectCancelled();
    }
  });

  test("a lawyer whom another replaces learns that nobody expects them any more", async ({ invited }) => {
    test.setTimeout(90_000);
    const { scheduler, appointment, lawyer, link } = invited;
    const other = "Clara Madrecacao Luna";
    await gotoHydrated(scheduler, `${appointment}/people`);
    await scheduler.getByRole("link", { name: `Quitar ${people.lawyer}` }).click();
    await expect(scheduler.getByText("deja de participar", { exact: false }).first()).toBeVisible();
    await atRest(scheduler);
    await scheduler.getByLabel("Participa como").selectOption({ label: "Defensa" });
    await scheduler.getByRole("searchbox").fill("Clara");
    await scheduler.locator(".picks").getByRole("link", { name: other }).click();
    await expect(scheduler.locator(".chosen-joins")).toContainText(other);
    await scheduler.getByRole("button", { name: "Guardar el cambio" }).click();
    await scheduler.waitForURL(/done=people/);

    const expectReleased = async () => {
      await expect(lawyer.getByText("Ya no se le espera en esta cita")).toBeVisible();
      await expect(lawyer.getByText("No tiene que conectarse. Si cree que es un error, pregunte a quien le convocó.")).toBeVisible();
      await expect(lawyer.getByRole("button", { name: "Sí, asistiré" })).toHaveCount(0);
      await expect(lawyer.getByText(other)).toHaveCount(0);
    };
    // On the page that was open before.
    await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
    await expectReleased();
    for (const path of [link, checkBehind(link)]) {
      expect((await lawyer.goto(path))?.status(), path).toBe(410);
      await expectReleased();
    }
  });
});
