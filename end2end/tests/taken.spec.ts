// A time that is not free: what is in the way, and what is free instead.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { arrived, book, bookable, choose, newCase, pick, prepare, type Start, starts, weeksLater } from "../booking.ts";
import { expect, hydrated, tablet, test } from "../test.ts";

const people = { judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

for (const scripts of [true, false]) {
  test(`a wish for a taken time says what clashes and offers the nearest, ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    test.setTimeout(120_000);
    const booker = await person({ as: "scheduler" });
    await begin(booker, { ...people, detainee: "DEMO-0014", caseNumber: newCase() });
    await weeksLater(booker, 3);
    // In the evening only the first room is open, so that the room is in the way too.
    const taken = (await starts(booker)).find((start) => start.hour >= 20 && start.hour <= 22);
    if (!taken) throw new Error("nothing is free in the evening");
    await choose(booker, taken);
    await book(booker);

    // Another court, another lawyer and another detainee want the same judge.
    const setup = await person({ as: "otherScheduler" });
    await begin(setup, { judge: people.judge, lawyer: "Clara Madrecacao Luna", detainee: "DEMO-0015", caseNumber: newCase() });
    const page = await person({ as: "otherScheduler", javaScriptEnabled: scripts, ...tablet });
    await page.goto(setup.url());
    if (scripts) await hydrated(page);
    const wish = page.locator("section", { has: page.getByRole("heading", { name: "¿Busca una hora concreta?" }) });
    await wish.getByLabel("Fecha").fill(taken.date);
    await wish.getByLabel("Hora").fill(taken.time);
    await wish.getByRole("button", { name: "Comprobar" }).click();
    const told = page.getByRole("alert").filter({ hasText: `, ${taken.time} no es posible` });
    await expect(told).toContainText(`${people.judge} está en otra cita ${taken.time}–`);
    await expect(told).toContainText(/Sala de audiencias 1 está ocupada \d\d:\d\d–\d\d:\d\d por otra cita\./);
    await expect(told).toContainText("Sala de audiencias 2 está cerrada a esa hora.");
    await expect(told).toContainText("Las horas libres más cercanas:");
    if (scripts) await expectAccessible(page);

    const nearest = told.getByRole("button").first();
    const time = /\d\d:\d\d/.exec(await nearest.innerText())?.[0] ?? "";
    expect(time, "another time, or there would be no clash").not.toBe(taken.time);
    await nearest.click();
    await arrived(page, "check");
    await expect(page.getByText("Este horario queda guardado para usted")).toBeVisible();
    await expect(page.locator(".booking-step")).toContainText(`${time}–`);
    await book(page);
    await expect(page.locator(".detail-time")).toContainText(time);
  });
}

for (const scripts of [true, false]) {
  test(`a time that somebody else is choosing is seen as held, ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    test.setTimeout(120_000);
    const chooser = await person({ as: "scheduler" });
    await begin(chooser, { ...people, detainee: "DEMO-0014", caseNumber: newCase() });
    await weeksLater(chooser, 4);
    const week = new URL(chooser.url()).searchParams.get("week");
    const start = (await starts(chooser)).find((start) => start.hour >= 9 && start.hour <= 14);
    if (!start) throw new Error("nothing is free in court hours");
    await choose(chooser, start);
    const kept = await chooser.getByText("Este horario queda guardado para usted").innerText();
    // Others are told the whole minute at which it has lapsed: in the minute that the chooser is told, it may be held still.
    const until = /(\d\d):(\d\d)/.exec(kept)?.slice(1).map(Number) ?? [];
    const clock = (minutes: number) => new Date(minutes * 60_000).toISOString().slice(11, 16);
    const lapsed = [0, 1].map((more) => clock((until[0] ?? NaN) * 60 + (until[1] ?? NaN) + more));

    // Another court wants the same judge.
    const setup = await person({ as: "otherScheduler" });
    await begin(setup, { judge: people.judge, lawyer: "Clara Madrecacao Luna", detainee: "DEMO-0015", caseNumber: newCase() });
    const page = await person({ as: "otherScheduler", javaScriptEnabled: scripts, ...tablet });
    await page.goto(`${new URL(setup.url()).pathname}?week=${week}`);
    if (scripts) await hydrated(page);
    // Only on its own day: at the same time of another, somebody else may be choosing too.
    const day = new Intl.DateTimeFormat("es", { timeZone: "UTC", day: "numeric", month: "long" }).format(new Date(`${start.date}T00:00Z`));
    const onDay = page.locator(".slot-held").filter({ hasText: new RegExp(`\\b${day},`) });
    const held = onDay.filter({ hasText: new RegExp(`guardada para otra reserva hasta las (${lapsed.join("|")})`) });
    const covers = async () => {
      const spans = (await held.locator(".slot-time").allInnerTexts()).map((span) => span.split("–"));
      return spans.some(([first = "", last = first]) => first <= start.time && start.time <= last);
    };
    await expect.poll(covers).toBe(true);
    const same = ({ date, time }: Start) => date === start.date && time === start.time;
    expect((await starts(page)).some(same), "it is not offered").toBe(false);
    if (scripts) await expectAccessible(page);

    // Let go of, it is free at once.
    await chooser.getByRole("link", { name: "Atrás" }).click();
    await arrived(chooser, "when");
    await chooser.getByRole("button", { name: "Soltar este horario" }).click();
    await expect(chooser.getByText("Este horario queda guardado para usted")).toBeHidden();
    await page.reload();
    if (scripts) await hydrated(page);
    expect((await starts(page)).some(same)).toBe(true);
    await expect(held).toBeHidden();
  });
}

test("without scripts, whoever chooses a time that was just taken reads why, and what is free", async ({ person }) => {
  test.setTimeout(120_000);
  const chooser = await person({ as: "scheduler" });
  await begin(chooser, { ...people, detainee: "DEMO-0014", caseNumber: newCase() });
  await weeksLater(chooser, 5);
  const week = new URL(chooser.url()).searchParams.get("week");
  const start = (await starts(chooser)).find((start) => start.hour >= 9 && start.hour <= 14);
  if (!start) throw new Error("nothing is free in court hours");
  // Another court wants the same judge, and reads the time as free.
  const setup = await person({ as: "otherScheduler" });
  await begin(setup, { judge: people.judge, lawyer: "Clara Madrecacao Luna", detainee: "DEMO-0015", caseNumber: newCase() });
  const page = await person({ as: "otherScheduler", javaScriptEnabled: false, ...tablet });
  await page.goto(`${new URL(setup.url()).pathname}?week=${week}`);
  const same = (await starts(page)).find(({ date, time }) => date === start.date && time === start.time);
  if (!same) throw new Error("it is not free for both");
  await choose(chooser, start);

  const slot = page.locator(`input[name=slot][value="${same.value}"]`);
  const more = page.locator("details.week-more:not([open])", { has: slot });
  if ((await more.count()) > 0) await more.locator("summary").click();
  await slot.check();
  await page.getByRole("button", { name: "Continuar", exact: true }).click();
  const told = page.getByRole("alert").filter({ hasText: `, ${start.time} no es posible` });
  await expect(told).toContainText("Alguien está eligiendo");
  await expect(told).toContainText("Las horas libres más cercanas:");
  await expect(page.getByRole("alert"), "it is said once").toHaveCount(1);
  await told.getByRole("button").first().click();
  await arrived(page, "check");
  await expect(page.getByText("Este horario queda guardado para usted")).toBeVisible();
});

test.describe("a time that two want", () => {
  // The one who comes second is told so, by the status too.
  test.use({ expected: [/status of 409/] });

  test("two schedulers take the same time at once: one gets it, the other learns why and what else is free", async ({ person }) => {
    test.setTimeout(120_000);
    const one = await person({ as: "scheduler", ...tablet });
    // Of another court: what they both want is the judge and the lawyer.
    const other = await person({ as: "otherScheduler", ...tablet });
    await Promise.all([
      prepare(one, { ...people, detainee: "DEMO-0002", caseNumber: newCase() }),
      prepare(other, { ...people, detainee: "DEMO-0003", caseNumber: newCase() }),
    ]);
    const taken = new Set((await bookable(other)).map((start) => start.value));
    const start = (await bookable(one)).find((start) => taken.has(start.value)) as Start;
    await Promise.all([pick(one, start), pick(other, start)]);

    // Whoever is first has it kept while they check; the other learns it at once, and not only when they book.
    const outcome = async (page: Page) => {
      const lost = page.getByText(/Alguien está eligiendo/).first();
      await expect(async () => expect(/\/check/.test(page.url()) || (await lost.isVisible())).toBe(true)).toPass();
      return /\/check/.test(page.url());
    };
    const outcomes = await Promise.all([outcome(one), outcome(other)]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    const [winner, loser] = outcomes[0] ? [one, other] : [other, one];
    await expect(winner.getByText("Este horario queda guardado para usted")).toBeVisible();
    await book(winner);

    // The times beside it are those that are left, whatever the room.
    const same = ({ date, time }: Start) => date === start.date && time === start.time;
    await expect.poll(async () => (await starts(loser)).some(same)).toBe(false);
    await expectAccessible(loser);
    const left = (await bookable(loser)).at(0) as Start;
    await choose(loser, left);
    await expect(loser.getByText("Este horario queda guardado para usted")).toBeVisible();
    await book(loser);
    await expect(loser.locator(".detail-time")).toContainText(left.time);
  });
});
