// A day that breaks: a warden blocks a room and first sees what that hits; the court sees what is proposed beside what is
// booked, takes a part of it, and the board shows that at once.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { book, choose, newCase, type Start, starts, weeksLater } from "../booking.ts";
import { atRest, expect, gotoHydrated, test } from "../test.ts";

/** People and detainees whom no other test needs in these weeks: nothing but the room is in the way. */
const morning = { judge: "Tomás Amate Río", lawyer: "Iván Quetzal Arena" };
const afternoon = { judge: "Óscar Laurel Sereno", lawyer: "Emilio Zapote Lago" };

/** Two hearings in one room on one day. */
type Pair = { first: Start; second: Start };

/** For each day on which one room has a start in the morning for the one hearing and in the afternoon for the other, such a
 *  pair: which of several rooms is offered at a start is not for a test to know. */
function inOneRoom(mornings: Start[], afternoons: Start[]): Pair[] {
  const early = mornings.filter(({ hour }) => hour >= 9 && hour <= 10);
  const late = afternoons.filter(({ hour }) => hour >= 14 && hour <= 16);
  return [...new Set(early.map(({ date }) => date))].flatMap((date) => {
    const pairs = early
      .filter((first) => first.date === date)
      .flatMap((first) => late.filter((second) => second.date === date && second.room === first.room).map((second) => ({ first, second })));
    return pairs.slice(0, 1);
  });
}

/** The free starts of a week that is soon enough to be repaired, and later than what the demo has booked. */
async function soon(page: Page): Promise<Start[]> {
  await weeksLater(page, 2);
  return starts(page);
}

/** The row of a hearing, among those of its case, by when it starts. */
const onBoard = (board: Page, caseNumber: string, start: Start) =>
  board
    .getByRole("row")
    .filter({ hasText: caseNumber })
    .filter({ has: board.locator("td.cell-time > time", { hasText: start.time }) });

for (const scripts of [true, false]) {
  test(`a blocked room is repaired in part ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    test.setTimeout(180_000);
    const cases = { moved: newCase(), left: newCase() };
    const [one, other] = [await person({ as: "scheduler" }), await person({ as: "scheduler" })];
    await begin(one, { ...morning, detainee: scripts ? "DEMO-0026" : "DEMO-0028", caseNumber: cases.moved });
    await begin(other, { ...afternoon, detainee: scripts ? "DEMO-0027" : "DEMO-0029", caseNumber: cases.left });
    // A day of its own for each of the two tests.
    const days = inOneRoom(await soon(one), await soon(other));
    const day = scripts ? days.at(1) : days.at(-1);
    if (!day || days.length < 3) throw new Error("too few days have a room that is free both in the morning and in the afternoon");
    const { first, second } = day;
    await choose(one, first);
    const moved = await book(one);
    await choose(other, second);
    const left = await book(other);

    const settle = async (page: Page) => {
      if (!scripts) return;
      await atRest(page);
      await expectAccessible(page);
    };
    const scheduler = await person({ as: "scheduler", javaScriptEnabled: scripts });
    const row = (of: string) => scheduler.getByRole("row").filter({ hasText: of });
    await scheduler.goto("/repair");
    await expect(scheduler.getByRole("heading", { level: 1, name: "Reparar la agenda" })).toBeVisible();
    await expect(row(cases.moved)).toHaveCount(0);

    // The warden sees what the block hits before anything is blocked.
    const warden = await person({ as: "otherWarden", javaScriptEnabled: scripts });
    await warden.goto("/centres");
    await warden.getByRole("table").getByRole("link").first().click();
    await warden.getByRole("link", { name: "Bloquear", exact: true }).click();
    await settle(warden);
    const room = warden.getByLabel("Qué se bloquea");
    await room.selectOption(first.room);
    const blocked = ((await room.locator("option:checked").textContent()) ?? "").trim();
    await warden.getByLabel("Desde el día").fill(first.date);
    await warden.getByLabel("Hora de inicio").fill("07:00");
    await warden.getByLabel("Hasta el día").fill(first.date);
    await warden.getByLabel("Hora final").fill("19:00");
    await warden.getByRole("button", { name: "Ver a qué afecta" }).click();
    for (const hit of [moved, left]) await expect(warden.locator(`.hits a[href="${hit}"]`)).toBeVisible();
    await settle(warden);
    await scheduler.goto("/repair");
    await expect(row(cases.moved), "nothing is blocked by looking").toHaveCount(0);
    const note = `Pantalla rota ${cases.moved}`;
    await warden.getByLabel("Causa").selectOption("maintenance");
    await warden.getByLabel("Explicación").fill(note);
    await warden.getByRole("button", { name: "Bloquear" }).click();
    await expect(warden.getByText("El bloqueo quedó registrado")).toBeVisible();

    // The board is open before anything is repaired, and is never loaded again.
    const board = await person({ as: "otherWarden" });
    await gotoHydrated(board, `/day/${first.date}`);
    await expect(board.getByText("En vivo")).toBeVisible();
    const roomOf = (caseNumber: string, start: Start) => onBoard(board, caseNumber, start).locator('td[data-label="Sala"]');
    await expect(roomOf(cases.moved, first)).toContainText(blocked);
    await expect(roomOf(cases.left, second)).toContainText(blocked);

    // What is booked stands beside what is proposed: the same time in the other room.
    await scheduler.goto("/repair");
    for (const [caseNumber, start] of [[cases.moved, first], [cases.left, second]] as const) {
      const cell = (label: string) => row(caseNumber).locator(`td[data-label="${label}"]`);
      await expect(cell("Reservada")).toContainText(start.time);
      await expect(cell("Reservada")).toContainText(blocked);
      await expect(cell("Por qué")).toContainText("mantenimiento");
      await expect(cell("Propuesta")).toContainText(start.time);
      await expect(cell("Propuesta")).not.toContainText(blocked);
    }
    await settle(scheduler);

    // Only the first of the two is taken.
    for (const box of await scheduler.locator("input[name='moves[]']").all()) await box.uncheck();
    await row(cases.moved).getByRole("checkbox").check();
    await scheduler.getByRole("button", { name: "Aceptar lo marcado" }).click();
    await expect(scheduler.getByText("Los cambios están hechos")).toBeVisible();
    await expect(row(cases.moved)).toHaveCount(0);
    await expect(row(cases.left)).toHaveCount(1);
    await expect(roomOf(cases.moved, first)).not.toContainText(blocked);
    await expect(roomOf(cases.left, second)).toContainText(blocked);

    // The room is mended: nothing is left to do.
    await warden.getByRole("row").filter({ hasText: note }).getByRole("button", { name: /Levantar/ }).click();
    await expect(warden.getByText("El bloqueo se levantó")).toBeVisible();
    await scheduler.goto("/repair");
    await expect(row(cases.left)).toHaveCount(0);
  });
}
