// The main job, with the people who do it in browsers of their own: a hearing is booked, confirmed, ready, checked, and seen.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { book, bookable, choose, newCase, prepare, type Start } from "../booking.ts";
import { calmly } from "../calm.ts";
import { button, fine, hear, lookIntoCamera, passed, speak, test } from "../checking.ts";
import { linkTo } from "../links.ts";
import { expect, gotoHydrated, hydrated, phone, tablet } from "../test.ts";

const people = { detainee: "DEMO-0001", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

/** How a check went, in the word that the appointment's page has for it. */
const words: Record<string, string> = { pass: "Bien", warn: "Atención", fail: "Falla", not_measured: "Sin medir" };

/** The row of a case on a board. */
const rowOf = (board: Page, caseNumber: string) => board.getByRole("row").filter({ hasText: caseNumber });

/** From the page behind a personal link through the check of one's own devices; what measures the line is left out. */
async function checkDevices(page: Page, link: string): Promise<string> {
  await gotoHydrated(page, link);
  await page.getByRole("link", { name: "Revisar mi cámara, micrófono y conexión" }).click();
  await page.waitForURL(/\/check\//);
  await hydrated(page);
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  await speak(page);
  const { steps, verdict } = await hear(page);
  const local = ["environment", "permission", "camera", "microphone", "speaker"];
  expect(steps.filter(({ step }) => local.includes(step))).toEqual(local.map(passed));
  return verdict;
}

test("a hearing is booked on a tablet, confirmed on phones, ready on the board, and checked by the lawyer and in the room", async ({ person, device }, info) => {
  test.setTimeout(120_000);
  const caseNumber = newCase();
  const scheduler = await person({ as: "scheduler", ...tablet });
  const warden = await person({ as: "warden" });

  await prepare(scheduler, { ...people, caseNumber, resolution: `R-${caseNumber}` });
  const free = await bookable(scheduler);
  const start = free.at(0) as Start;
  await choose(scheduler, start);
  await expectAccessible(scheduler);

  // The board is open before anything is booked, and is never loaded again.
  await gotoHydrated(warden, `/day/${start.date}`);
  await expect(warden.getByText("En vivo")).toBeVisible();
  const row = rowOf(warden, caseNumber);
  await expect(row).toHaveCount(0);
  await book(scheduler);
  await expect(row).toBeVisible();
  await expect(row).toContainText("0 de 2");
  await expect(row).toContainText("Faltan 2");
  // Whoever hears the board is told.
  await expect(warden.getByRole("status").filter({ hasText: /El día cambió: .*por resolver/ })).toHaveCount(1);
  await expectAccessible(scheduler);

  // Lawyer and judge have phones that run no scripts, and no accounts.
  const outbox = await person({ as: "administrator" });
  const accept = async (name: string) => {
    const link = await linkTo(outbox, caseNumber, name);
    const page = await person({ ...phone, javaScriptEnabled: false });
    await page.goto(link);
    await expect(page.getByText(caseNumber, { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Sí, asistiré" }).click();
    await expect(page.getByText("Usted respondió que asistirá")).toBeVisible();
    return link;
  };
  const link = await accept(people.lawyer);
  await expect(row).toContainText("1 de 2");
  await expect(row).toContainText("Falta 1");
  await accept(people.judge);
  await expect(row).toContainText("2 de 2");
  // Devices that nobody has checked stand in the way only within two hours of the start (`CHECK_LEAD_MINUTES`), and of this
  // hearing people are told a day ahead: it is ready as it is.
  await expect(row).toContainText("Lista");

  // The appointment tells who answered, and how the devices of whoever checks early did, without being loaded again.
  const ofLawyer = scheduler.locator(".detail-person", { hasText: people.lawyer });
  await expect(ofLawyer).toContainText("Asistirá");
  await expect(ofLawyer).toContainText("Equipos sin revisar");
  let used: Page | undefined;
  let verdict = "";
  const attempt = async () => {
    used = (await device(fine)).page;
    verdict = await checkDevices(used, link);
  };
  await calmly(info, { limit: 90_000, attempt, leave: () => void used?.close().catch(() => {}) });
  await expect(ofLawyer.locator(".detail-person-devices")).toContainText(words[verdict] ?? `a word for ${verdict}`);
  await expect(ofLawyer).not.toContainText("Equipos sin revisar");
  await expect(scheduler.getByRole("heading", { name: "Historial" })).toBeVisible();
  await expect(scheduler.locator(".record")).toContainText("Revisó los equipos");

  // The room's own tablet: nobody hears the voice there, and the room's record says so. What an open board says of such a check, at
  // whatever hour, is in ready.spec.ts.
  const room = await person({ as: "warden", ...tablet });
  await gotoHydrated(room, `/check?room=${start.room}`);
  const name = (await room.getByText(/ · Centro Penal/).first().innerText()).split(" · ")[0] ?? "";
  await room.getByRole("button", { name: "Omitir este paso" }).click();
  await room.getByRole("button", { name: "Escuchar el número" }).click();
  await room.getByRole("button", { name: "No oí nada" }).click();
  await room.getByRole("button", { name: "Seguir sin esto" }).click();
  await expect(room.locator(".check-verdict")).toHaveAttribute("data-verdict", "fail");
  await gotoHydrated(warden, "/devices");
  const record = warden.locator(".device-room").filter({ has: warden.getByRole("heading", { name: `${name} ·`, level: 2 }) });
  await expect(record.locator("p").first()).toContainText("Falla");
});
