// The main job, with the people who do it in browsers of their own: a hearing is booked, confirmed, checked, and seen.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { book, choose, newCase, prepare, type Start, starts } from "../booking.ts";
import { linkTo } from "../links.ts";
import { expect, gotoHydrated, phone, tablet, test } from "../test.ts";

const people = { detainee: "DEMO-0001", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

/** The row of a case on a board. */
const rowOf = (board: Page, caseNumber: string) => board.getByRole("row").filter({ hasText: caseNumber });

test("a hearing is booked on a tablet, confirmed on a phone, checked in the room and seen on the board", async ({ person }) => {
  test.setTimeout(120_000);
  const caseNumber = newCase();
  const scheduler = await person({ as: "scheduler", ...tablet });
  const warden = await person({ as: "warden" });

  await prepare(scheduler, { ...people, caseNumber });
  const free = await starts(scheduler);
  const start = free.at(0) as Start;
  await choose(scheduler, start);
  await expectAccessible(scheduler);

  // The board is open before anything is booked, and is never loaded again.
  await gotoHydrated(warden, `/day/${start.date}`);
  await expect(warden.getByText("En vivo")).toBeVisible();
  await expect(rowOf(warden, caseNumber)).toHaveCount(0);
  const appointment = await book(scheduler);
  await expect(rowOf(warden, caseNumber)).toBeVisible();
  await expect(rowOf(warden, caseNumber)).toContainText("0 de 2");
  await expectAccessible(scheduler);

  // The lawyer has a phone that runs no scripts and no account.
  const outbox = await person({ as: "administrator" });
  const link = await linkTo(outbox, caseNumber, people.lawyer);
  const lawyer = await person({ ...phone, javaScriptEnabled: false });
  await lawyer.goto(link);
  await expect(lawyer.getByText(caseNumber)).toBeVisible();
  await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
  await expect(lawyer.getByText("Asistirá").first()).toBeVisible();
  await expect(rowOf(warden, caseNumber)).toContainText("1 de 2");

  // The room's own tablet: nobody hears the tones there, and today's board says so without being loaded again.
  const board = await person({ as: "warden" });
  await gotoHydrated(board, "/day/today");
  await expect(board.getByText("En vivo")).toBeVisible();
  const room = await person({ as: "warden", ...tablet });
  // A room that is used today: the one that was booked may not be.
  const nameOf = async () => (await room.getByText(/ · Centro Penal/).first().innerText()).split(" · ")[0] ?? "";
  let name = "";
  for (const id of new Set(free.map((one) => one.room))) {
    await gotoHydrated(room, `/check?room=${id}`);
    name = await nameOf();
    if ((await board.getByRole("row").filter({ hasText: name }).count()) > 0) break;
  }
  await room.getByRole("button", { name: "Omitir este paso" }).click();
  await room.getByRole("button", { name: "Escuchar los tonos" }).click();
  await room.getByRole("button", { name: "Ninguno" }).click();
  await room.getByRole("button", { name: "Seguir sin esto" }).click();
  await expect(room.locator(".check-verdict")).toHaveAttribute("data-verdict", "fail");
  await expect(board.getByRole("row").filter({ hasText: name }).filter({ hasText: "Falla" }).first()).toBeVisible();

  // The appointment tells who answered, without being loaded again.
  await gotoHydrated(scheduler, appointment);
  await expect(scheduler.getByText("Asistirá").first()).toBeVisible();
  await expect(scheduler.getByRole("heading", { name: "Historial" })).toBeVisible();
});
