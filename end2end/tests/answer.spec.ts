// An invitation answered by someone who signs in: yes, another time, no; with scripts and without.

import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { book, bookable, choose, newCase, type Start, starts, weeksLater } from "../booking.ts";
import { dateNow } from "../pages.ts";
import { atRest, expect, gotoHydrated, hydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0006", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

for (const scripts of [true, false]) {
  test.describe(scripts ? "with scripts" : "without scripts", () => {
    // A refused answer is told by its status too.
    test.use({ expected: [/status of (409|422)/] });

    test("a lawyer accepts, proposes and declines, and the court sees each", async ({ person }) => {
      test.setTimeout(120_000);
      const scheduler = await person({ as: "scheduler" });
      await begin(scheduler, { ...people, caseNumber: newCase() });
      await choose(scheduler, (await bookable(scheduler)).at(0) as Start);
      const appointment = await book(scheduler);
      const ofLawyer = scheduler.locator(".detail-person", { hasText: people.lawyer });
      await expect(ofLawyer).toContainText("Sin respuesta");

      const lawyer = await person({ as: "lawyer", javaScriptEnabled: scripts });
      const open = async () => {
        await lawyer.goto(`${appointment}/answer`);
        if (scripts) await hydrated(lawyer);
      };
      const settle = async () => {
        if (scripts) await atRest(lawyer);
      };
      await open();
      await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
      await expect(lawyer.getByText("Usted respondió que asistirá")).toBeVisible();
      await expect(ofLawyer).toContainText("Asistirá");

      await settle();
      await lawyer.getByText("Cambiar mi respuesta").click();
      await lawyer.locator("summary", { hasText: "Proponer otra hora" }).click();
      // Without a date it is refused, and what was typed stays.
      const propose = lawyer.locator("details.answer", { hasText: "Proponer otra hora" });
      await propose.getByLabel("Unas palabras para quien convoca").fill("Prefiero por la tarde");
      await propose.getByRole("button", { name: "Enviar la propuesta" }).click();
      await expect(lawyer.locator(".error-summary")).toContainText("Fecha: Complete este dato.");
      await settle();
      await expect(propose.getByLabel("Unas palabras para quien convoca")).toHaveValue("Prefiero por la tarde");
      if (scripts) await expectAccessible(lawyer);
      const day = dateNow(20);
      await propose.getByLabel("Fecha").fill(day);
      await propose.getByLabel("Hora").fill("14:30");
      await propose.getByRole("button", { name: "Enviar la propuesta" }).click();
      await expect(lawyer.getByText(/Usted propuso otra hora: .*14:30/)).toBeVisible();
      await expect(ofLawyer).toContainText("Propone otra hora");
      await expect(ofLawyer).toContainText("Prefiero por la tarde");

      await open();
      await lawyer.getByText("Cambiar mi respuesta").click();
      await lawyer.locator("summary", { hasText: "No puedo asistir" }).click();
      const decline = lawyer.locator("details.answer", { hasText: "No puedo asistir" });
      await decline.getByLabel("Otra diligencia a la misma hora").check();
      await decline.getByRole("button", { name: "Enviar: no asistiré" }).click();
      await expect(lawyer.getByText("Usted respondió que no asistirá: Otra diligencia a la misma hora")).toBeVisible();
      await expect(ofLawyer).toContainText("No asistirá");
    });

    test("nobody accepts a time that they never read", async ({ person }) => {
      test.setTimeout(120_000);
      const scheduler = await person({ as: "scheduler" });
      await begin(scheduler, { ...people, caseNumber: newCase() });
      await weeksLater(scheduler, 3);
      const free = await starts(scheduler);
      const booked = free.at(-1) as Start;
      const other = free.find(({ date, hour, room }) => date !== booked.date && room === booked.room && hour >= 8 && hour <= 16);
      if (!other) throw new Error("no other day is free in the same room");
      await choose(scheduler, booked);
      const appointment = await book(scheduler);

      // The page is open before the court moves the hearing.
      const lawyer = await person({ as: "lawyer", javaScriptEnabled: scripts });
      await lawyer.goto(`${appointment}/answer`);
      if (scripts) await hydrated(lawyer);
      const when = ({ date, time }: Start) => lawyer.locator(`.letter-time time[datetime="${date}T${time}"]`);
      await expect(when(booked)).toBeVisible();
      await gotoHydrated(scheduler, `${appointment}/amend?date=${other.date}&time=${other.time}`);
      await scheduler.getByRole("button", { name: "Guardar el cambio" }).click();
      await scheduler.waitForURL(/done=amended/);

      const ofLawyer = scheduler.locator(".detail-person", { hasText: people.lawyer });
      await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
      const told = lawyer.getByRole("alert").filter({ hasText: "La cita cambió mientras tanto" });
      await expect(told).toContainText(new RegExp(`Inicio: .*, ${booked.time} → .*, ${other.time}`));
      await expect(when(other)).toBeVisible();
      await expect(ofLawyer).toContainText("Sin respuesta");
      if (scripts) await atRest(lawyer);
      await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
      await expect(lawyer.getByText("Usted respondió que asistirá")).toBeVisible();
      await expect(ofLawyer).toContainText("Asistirá");
    });
  });
}

test.describe("somebody who was not asked", () => {
  test.use({ expected: [/status of 40[34]/] });

  test("finds nothing to answer", async ({ person }) => {
    const scheduler = await person({ as: "scheduler" });
    await begin(scheduler, { ...people, lawyer: "Clara Madrecacao Luna", caseNumber: newCase() });
    await choose(scheduler, (await bookable(scheduler)).at(0) as Start);
    const appointment = await book(scheduler);
    const lawyer = await person({ as: "lawyer" });
    expect((await lawyer.goto(`${appointment}/answer`))?.status()).toBe(404);
    await expect(lawyer.getByRole("button", { name: "Sí, asistiré" })).toHaveCount(0);
  });
});
