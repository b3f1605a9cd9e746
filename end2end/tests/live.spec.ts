// The page of an appointment is true while it says so: what others change in the moment before it listens, and while somebody types
// a reason on it, stands there without a reload. Nobody who looks elsewhere meanwhile takes a connection from those who look.

import type { BrowserContext, Page, Request } from "@playwright/test";
import { begin } from "../begun.ts";
import { book, choose, newCase, type Start, starts, weeksLater } from "../booking.ts";
import { atRest, expect, gotoHydrated, test as base } from "../test.ts";

const people = { detainee: "DEMO-0018", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

const ofLawyer = (page: Page) => page.locator(".detail-person", { hasText: people.lawyer });

const live = (page: Page) => page.getByText("En vivo", { exact: true });

/** As if the page went behind another, or came back: to a browser that is driven every page is in view. */
const turn = (page: Page, state: "hidden" | "visible") =>
  page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    Object.defineProperty(document, "hidden", { configurable: true, get: () => state === "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

/** The streams that pages of a browser open from now on and have not closed. */
function streamsOf(context: BrowserContext): Set<Request> {
  const open = new Set<Request>();
  context.on("request", (request) => void (new URL(request.url()).pathname === "/live" && open.add(request)));
  context.on("requestfinished", (request) => void open.delete(request));
  context.on("requestfailed", (request) => void open.delete(request));
  return open;
}

/** What the header says of the line from now on. */
async function saidOf(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const line = document.querySelector("p.line") as HTMLElement;
    new MutationObserver(() => said.push(line.innerText)).observe(line, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

type Booked = {
  /** Whoever booked. */
  scheduler: Page;
  appointment: string;
  /** The lawyer says yes, on a page of their own. */
  accept: () => Promise<void>;
};

const test = base.extend<{ booked: Booked }>({
  booked: async ({ person }, use) => {
    const scheduler = await person({ as: "scheduler" });
    await begin(scheduler, { ...people, caseNumber: newCase() });
    await weeksLater(scheduler, 3);
    await choose(scheduler, (await starts(scheduler)).at(-1) as Start);
    const appointment = await book(scheduler);
    const lawyer = await person({ as: "lawyer", javaScriptEnabled: false });
    const accept = async () => {
      await lawyer.goto(`${appointment}/answer`);
      await lawyer.getByRole("button", { name: "Sí, asistiré" }).click();
      await expect(lawyer.getByText("Usted respondió que asistirá")).toBeVisible();
    };
    await use({ scheduler, appointment, accept });
  },
});

test("what changes between the page and its line is not missed", async ({ booked }) => {
  test.setTimeout(90_000);
  const { scheduler, appointment, accept } = booked;
  let listen = () => {};
  const held = new Promise<void>((go) => (listen = go));
  await scheduler.route("**/live*", async (route) => {
    await held;
    await route.continue();
  });
  const asked = scheduler.waitForRequest((request) => new URL(request.url()).pathname === "/live");
  await gotoHydrated(scheduler, appointment);
  await asked;
  await expect(ofLawyer(scheduler)).toContainText("Sin respuesta");
  await accept();
  await expect(ofLawyer(scheduler)).toContainText("Sin respuesta");
  listen();
  await expect(ofLawyer(scheduler)).toContainText("Asistirá");
});

test("what changes while a reason is typed is told afterwards, and disturbs nobody who types", async ({ booked }) => {
  test.setTimeout(90_000);
  const { scheduler, appointment, accept } = booked;
  const live = scheduler.waitForResponse((response) => new URL(response.url()).pathname === "/live");
  await gotoHydrated(scheduler, `${appointment}?ask=cancelled`);
  await live;
  const note = scheduler.getByLabel("Explicación");
  await note.fill("La persona que traduce");
  // Heard of elsewhere, it was heard of here.
  const board = await scheduler.context().newPage();
  await gotoHydrated(board, appointment);
  await accept();
  await expect(ofLawyer(board)).toContainText("Asistirá");
  await board.close();
  await expect(note).toHaveValue("La persona que traduce");
  await expect(ofLawyer(scheduler)).toContainText("Sin respuesta");
  await scheduler.getByRole("link", { name: "Volver sin cambiar nada" }).click();
  await expect(ofLawyer(scheduler)).toContainText("Asistirá");
});

test("what only time lets be done is asked for when it is time", async ({ booked }) => {
  test.setTimeout(90_000);
  const { scheduler, appointment } = booked;
  await scheduler.clock.install();
  await gotoHydrated(scheduler, appointment);
  // What was told of the booking itself has been drawn.
  await atRest(scheduler);
  // It is weeks ahead and nobody changes it: the page looks again twice a day, and then at the moment itself.
  const read = scheduler.waitForResponse((response) => response.url().endsWith("/do/appointment/read") && response.ok());
  await scheduler.clock.fastForward("12:00:05");
  await read;
  await expect(ofLawyer(scheduler)).toContainText("Sin respuesta");
});

test("a page out of view hangs up, and shows what it missed when it is back in view", async ({ booked }) => {
  test.setTimeout(120_000);
  const { scheduler, appointment, accept } = booked;
  const streams = streamsOf(scheduler.context());
  await gotoHydrated(scheduler, appointment);
  await expect(live(scheduler)).toBeVisible();
  expect(streams.size).toBe(1);
  const [first] = streams;
  const said = await saidOf(scheduler);

  // To glance at another page costs nothing.
  await turn(scheduler, "hidden");
  await turn(scheduler, "visible");
  await scheduler.waitForTimeout(6_000);
  expect(streams.size === 1 && streams.has(first as Request), "the stream is the same").toBe(true);

  await turn(scheduler, "hidden");
  await expect.poll(() => streams.size).toBe(0);
  await expect(live(scheduler)).toHaveCount(0);
  await accept();
  await expect(ofLawyer(scheduler)).toContainText("Sin respuesta");

  await turn(scheduler, "visible");
  await expect(ofLawyer(scheduler)).toContainText("Asistirá");
  await expect(live(scheduler)).toBeVisible();
  expect(streams.size).toBe(1);
  expect((await said()).filter((words) => words.includes("Reconectando"))).toEqual([]);

  // Whoever goes on to another page takes the stream of this one with them, whether or not it has hung up by then.
  await turn(scheduler, "hidden");
  await scheduler.locator('nav.nav a[href="/absences"]').click();
  await scheduler.waitForURL("**/absences");
  await expect.poll(() => streams.size).toBe(0);
  await turn(scheduler, "visible");
  await atRest(scheduler);
  expect(streams.size).toBe(0);
});

test("without https, too, one page of eight is read and saved while seven are out of view", async ({ booked }) => {
  test.setTimeout(180_000);
  const { scheduler, appointment } = booked;
  const context = scheduler.context();
  const streams = streamsOf(context);
  const behind: Page[] = [];
  // A browser has six connections to a server: the last of these pages come as the first let go of theirs.
  for (const path of [appointment, "/day/today", "/", appointment, "/day/today", "/", appointment]) {
    const page = await context.newPage();
    await gotoHydrated(page, path);
    await expect(live(page)).toBeVisible();
    await turn(page, "hidden");
    behind.push(page);
  }
  await expect.poll(() => streams.size).toBe(0);

  await gotoHydrated(scheduler, `${appointment}?ask=cancelled`);
  await scheduler.getByLabel("Causa").selectOption({ label: "Agenda del tribunal" });
  await scheduler.getByRole("button", { name: "Cancelar la cita" }).click();
  await expect(scheduler.getByText("Hecho. Estado: Cancelada")).toBeVisible();
  await expect(live(scheduler)).toBeVisible();

  const last = behind.at(-1) as Page;
  await expect(last.locator(".detail-tags")).not.toContainText("Cancelada");
  await turn(last, "visible");
  await expect(last.locator(".detail-tags")).toContainText("Cancelada");
  await expect(live(last)).toBeVisible();
  expect(streams.size).toBe(2);
});

test("an appointment that is not answered stays and says so, and asks again", async ({ booked }) => {
  test.setTimeout(150_000);
  const { scheduler, appointment, accept } = booked;
  await gotoHydrated(scheduler, appointment);
  await expect(live(scheduler)).toBeVisible();
  await atRest(scheduler);
  // As when all connections of the browser are taken: neither an answer nor an error.
  const asked = scheduler.waitForRequest("**/do/appointment/read");
  await scheduler.route("**/do/appointment/read", () => {});
  await accept();
  await asked;
  await expect(scheduler.getByText("Reconectando", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(ofLawyer(scheduler)).toContainText("Sin respuesta");
  await scheduler.unroute("**/do/appointment/read");
  // What was asked meanwhile is not answered any more; what is asked next is.
  await expect(ofLawyer(scheduler)).toContainText("Asistirá", { timeout: 90_000 });
  await expect(live(scheduler)).toBeVisible();
});

test("a board that is not answered says so, and asks again", async ({ person }) => {
  test.setTimeout(120_000);
  const board = await person({ as: "warden" });
  await gotoHydrated(board, "/day/today");
  await expect(live(board)).toBeVisible();
  await atRest(board);
  // As when all connections of the browser are taken: neither an answer nor an error.
  await board.route("**/do/day", () => {});
  await turn(board, "visible");
  await expect(board.getByText(/Reconectando desde/)).toBeVisible({ timeout: 30_000 });
  await expect(board.getByRole("heading", { level: 1 })).toBeVisible();
  await board.unroute("**/do/day");
  // What was asked meanwhile is not answered any more; what is asked next is.
  await expect(live(board)).toBeVisible({ timeout: 60_000 });
});

test("another day that is not answered says so, and the way back stands open", async ({ person }) => {
  test.setTimeout(120_000);
  const board = await person({ as: "warden" });
  await gotoHydrated(board, "/day/today");
  await expect(live(board)).toBeVisible();
  await atRest(board);
  await board.route("**/do/day", () => {});
  await board.getByRole("link", { name: "Día siguiente" }).click();
  await expect(board.getByText("No hay respuesta del servidor")).toBeVisible({ timeout: 30_000 });
  await board.unroute("**/do/day");
  await board.goBack();
  await expect(board.getByRole("link", { name: "Día siguiente" })).toBeVisible({ timeout: 30_000 });
  await expect(board.getByText("No hay respuesta del servidor")).toHaveCount(0);
});
