// From booked to ready: a hearing that begins soon, so that nobody may go on without devices that were checked. Who takes part
// confirms and checks, the officer checks the room where it is held, and the board of the centre, open all the while, says what is
// still missing and by whom, until nothing is.

import type { Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectAccessible } from "../axe.ts";
import { book, choose, longCase, newCase, prepare, starts } from "../booking.ts";
import { calmly } from "../calm.ts";
import { button, camera, fine, granted, hear, lookIntoCamera, microphone, skipTheRest, speak, test as base } from "../checking.ts";
import { linkTo } from "../links.ts";
import { password } from "../people.ts";
import { binary, Server } from "../server.mjs";
import { expect, gotoHydrated, hydrated, phone } from "../test.ts";
import { expectNoSidewaysScroll } from "../width.ts";

const people = { detainee: "PRUEBA-0001", judge: "Nora Copinol Vega", lawyer: "Hugo Pacaya Sierra" };
const room = "Sala de prueba";
const officer = "custodia-prueba";

/**
 * A zone in which it is about noon: a room is checked anew on every day of its centre, and neither that day nor the week may end while
 * the hearing is still to come. The sign of such a zone is the opposite of its distance. */
function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

/** A centre whose room is always open, in a country that asks for no notice, and people whom nobody else has booked. */
const centre = (): Record<string, string[]> => ({
  centres: ["code,name,country,zone", `PRB,Centro de Prueba,GT,${zoneAtNoon()}`],
  rooms: ["centre,code,name,uses,hours", `PRB,S1,${room},hearing consultation,mon-sun 00:00-24:00`],
  kits: ["centre,room,code,description", "PRB,S1,PRB-S1-01,Pantalla y micrófono"],
  people: ["name,email,role,agency", `${people.judge},nora@example.org,judge,TS6`, `${people.lawyer},hugo@example.org,defence_lawyer,UDP`],
  detainees: ["code,name,centre", `${people.detainee},Teo Marañón Loma,PRB`],
});

/** Puts the centre and the account of its officer into the database of a server, as whoever sets it up does. */
async function furnish(own: Server): Promise<void> {
  const telesala = (told: string[], input = "") => execFileSync(binary, told, { cwd: own.folder, env: { ...process.env, ...own.settings }, input });
  await own.stop();
  const files = Object.entries(centre()).map(([name, lines]) => {
    const file = join(own.folder, `${name}.csv`);
    writeFileSync(file, `${lines.join("\n")}\n`);
    return file;
  });
  telesala(["import", ...files]);
  telesala(["account", "create", officer, "--name", "Custodia de Prueba", "--role", "warden", "--centre", "PRB"], `${password}\n`);
  await own.run();
}

const test = base.extend<object, { own: Server }>({
  own: [
    async ({}, use) => {
      const own = await Server.start();
      await furnish(own);
      await use(own);
      await own.remove();
      expect(own.panics(), "panics in the server's log").toEqual([]);
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

/** Signs the officer of the centre in. */
async function signIn(page: Page): Promise<Page> {
  await page.goto("/sign-in");
  await page.locator("input[autocomplete=username]").fill(officer);
  await page.locator("input[type=password]").fill(password);
  await page.locator("form:has(input[type=password]) button[type=submit]").click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  return page;
}

/** Through a whole check, the line included, from the page on which it begins. */
async function checkAll(page: Page): Promise<void> {
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  await speak(page);
  const { verdict, steps } = await hear(page, { line: true });
  expect(verdict, JSON.stringify(steps)).toBe("pass");
}

test("a hearing that begins soon is booked, confirmed, checked on all sides, and ready on a board that was open all the while", { tag: "@alone" }, async ({ person, device, own }, info) => {
  test.setTimeout(430_000);
  // As long as they may be: neither the card nor the row gets wider than a phone.
  const caseNumber = longCase();
  const board = await signIn(await person({ at: own }));
  await gotoHydrated(board, "/day/today");
  await expect(board.getByText("En vivo")).toBeVisible();
  await board.evaluate(() => void Object.assign(window, { never: "loaded again" }));
  const row = board.getByRole("row").filter({ hasText: caseNumber }).filter({ hasText: "Audiencia preliminar" });
  const more = row.locator("xpath=following-sibling::tr[1]");
  const card = board.locator("article.upcoming").filter({ hasText: caseNumber }).filter({ hasText: "Audiencia preliminar" });
  const partOf = (name: string) => more.locator(".day-people li").filter({ hasText: name });

  const scheduler = await person({ as: "scheduler", at: own });
  await prepare(scheduler, { ...people, caseNumber, resolution: `R-${newCase()}` });
  // Devices must be checked within two hours of the start (`CHECK_LEAD_MINUTES`), answers weigh more within one
  // (`ANSWER_LEAD_MINUTES`): between the two whatever is missing is just missing.
  const minutes = (value: string) => (Number(value.split("_")[0]) * 1000 - Date.now()) / 60_000;
  const start = (await starts(scheduler)).find(({ value }) => minutes(value) > 75 && minutes(value) < 115);
  if (!start) throw new Error("no start within two hours is offered");
  await choose(scheduler, start);
  await book(scheduler);

  await expect(row).toContainText("0 de 2");
  await expect(row).toContainText("Faltan 3");
  await expect(partOf(people.judge)).toContainText(/Juez o jueza.*Sin respuesta/);
  await expect(partOf(people.lawyer)).toContainText(/Defensa.*Sin respuesta/);
  const missing = more.locator(".blocker");
  await expect(missing).toHaveCount(3);
  await expect(more).toContainText(`Juez o jueza (${people.judge}) no ha confirmado`);
  await expect(more).toContainText(`Defensa (${people.lawyer}) no ha confirmado`);
  await expect(more).toContainText(`${room}: equipos sin revisar hoy`);
  await expect(card.locator(".day-people")).toContainText(people.lawyer);
  await expectAccessible(board);
  const { width, height } = board.viewportSize() ?? { width: 1366, height: 768 };
  await board.setViewportSize({ width: 360, height: 800 });
  await expect(partOf(people.judge)).toBeVisible();
  await expectNoSidewaysScroll(board);
  await board.setViewportSize({ width, height });

  // Without accounts and without scripts.
  const outbox = await person({ as: "administrator", at: own });
  const accept = async (name: string) => {
    const link = await linkTo(outbox, caseNumber, name);
    const page = await person({ ...phone, at: own, javaScriptEnabled: false });
    await page.goto(link);
    await page.getByRole("button", { name: "Sí, asistiré" }).click();
    await expect(page.getByText("Usted respondió que asistirá")).toBeVisible();
    await expect(partOf(name)).toContainText("Asistirá");
    await expect(more).toContainText(`(${name}) no ha revisado sus equipos`);
    return link;
  };
  const links = { lawyer: await accept(people.lawyer), judge: await accept(people.judge) };
  await expect(row).toContainText("2 de 2");
  await expect(row).toContainText("Faltan 3");

  // What measures sound and picture is tried again where the machine had no time for it.
  let used: Page | undefined;
  const checked = (begin: (page: Page) => Promise<unknown>) =>
    calmly(info, {
      limit: 140_000,
      attempt: async () => {
        used = (await device(fine, { at: own })).page;
        await begin(used);
        await checkAll(used);
        await used.close();
      },
      leave: () => void used?.close().catch(() => {}),
    });
  const behind = (link: string) => async (page: Page) => {
    await gotoHydrated(page, link);
    await page.getByRole("link", { name: "Revisar mi cámara, micrófono y conexión" }).click();
    await page.waitForURL(/\/check\//);
    await hydrated(page);
  };
  await checked(behind(links.lawyer));
  await expect(row).toContainText("Faltan 2");
  await expect(more).not.toContainText(`(${people.lawyer}) no ha revisado sus equipos`);
  await expect(partOf(people.lawyer)).toContainText("Equipos: Bien");
  await expect(partOf(people.judge)).not.toContainText("Equipos");
  await checked(behind(links.judge));
  await expect(row).toContainText("Falta 1");
  await expect(missing).toHaveText([`${room}: equipos sin revisar hoy`]);
  await expect(card).toContainText("Falta 1");

  // The officer checks the room while the lens is covered: a check that found a fault stands in the way like none, and the open board
  // tells of it, too.
  const atRoom = async (page: Page, way: string, address: RegExp) => {
    await signIn(page);
    await gotoHydrated(page, "/devices");
    await page.getByRole("link", { name: way }).click();
    await page.waitForURL(address);
    await expect(page.getByText(`${room} · Centro de Prueba`).first()).toBeVisible();
  };
  const { page: covered } = await device([...granted, camera("black"), microphone("speech")], { at: own });
  await atRoom(covered, "Revisar ahora", /\/check\?room=/);
  await hydrated(covered);
  await button(covered, "Permitir cámara y micrófono").click();
  await lookIntoCamera(covered);
  await skipTheRest(covered);
  await expect(covered.locator(".check-verdict")).toHaveAttribute("data-verdict", "fail");
  await expect(row.locator('td[data-label="Equipos"]')).toContainText("Falla");
  await expect(row).not.toContainText("Lista");
  await expect(missing).toHaveCount(1);
  await expect(missing).toContainText(`${room}: los equipos fallan (cámara: imagen a oscuras)`);
  await covered.close();

  // The device that stays in the room keeps this page open; today the officer is there and goes through it, with nothing in the way.
  await checked((page) => atRoom(page, "Dejar que se revise sola", /\/check\?.*room=.*kiosk/));
  await expect(row).toContainText("Lista");
  await expect(row.locator('td[data-label="Equipos"]')).toContainText("Bien");
  await expect(missing).toHaveCount(0);
  await expect(partOf(people.judge)).toContainText("Asistirá");
  await expect(card).toContainText("Lista");
  await expect(card).toContainText("No falta nada");
  expect(await board.evaluate(() => "never" in window), "the board is the document that was opened first").toBe(true);
});
