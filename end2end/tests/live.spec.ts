// The page of an appointment is true while it says so: what others change in the moment before it listens, and while somebody types
// a reason on it, stands there without a reload.

import type { Page } from "@playwright/test";
import { begin } from "../begun.ts";
import { book, choose, newCase, type Start, starts, weeksLater } from "../booking.ts";
import { atRest, expect, gotoHydrated, test as base } from "../test.ts";

const people = { detainee: "DEMO-0018", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

const ofLawyer = (page: Page) => page.locator(".detail-person", { hasText: people.lawyer });

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
