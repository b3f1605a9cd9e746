// The private talk between detainee and lawyer: booked with its hearing, just before it, and nobody else's.

import { expectAccessible } from "../axe.ts";
import { arrived, book, bookable, choose, newCase, prepare, prepareMeeting, type Start } from "../booking.ts";
import { expect, gotoHydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0005", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };

test("a hearing brings its private meeting along, for the lawyer and not for the judge, and takes it away", async ({ person }) => {
  test.setTimeout(120_000);
  const scheduler = await person({ as: "scheduler" });
  await prepare(scheduler, { ...people, caseNumber: newCase() });
  await choose(scheduler, (await bookable(scheduler)).at(0) as Start);
  const hearing = await book(scheduler);
  const linked = scheduler.getByRole("link", { name: "Reunión con la defensa" });
  await expect(linked).toBeVisible();
  const meeting = (await linked.getAttribute("href")) as string;

  const times = (path: string) => gotoHydrated(scheduler, path).then(() => scheduler.locator(".detail-time time").evaluateAll((times) => times.map((time) => time.getAttribute("datetime"))));
  const [begins] = await times(hearing);
  const [, ends] = await times(meeting);
  expect(ends, "the meeting ends when the hearing begins").toBe(begins);
  // Nobody stands in it but the one who defends.
  await expect(scheduler.locator("main")).toContainText(people.lawyer);
  await expect(scheduler.locator("main")).not.toContainText(people.judge);

  const lawyer = await person({ as: "lawyer" });
  expect((await lawyer.request.get(meeting)).status()).toBe(200);
  const judge = await person({ as: "judge" });
  expect((await judge.request.get(hearing)).status()).toBe(200);
  expect((await judge.request.get(meeting)).status()).toBe(404);

  await gotoHydrated(scheduler, `${hearing}?ask=cancelled`);
  await scheduler.getByLabel("Causa").selectOption({ label: "Agenda del tribunal" });
  await scheduler.getByRole("button", { name: "Cancelar la cita" }).click();
  await expect(scheduler.getByText("Hecho. Estado: Cancelada")).toBeVisible();
  await gotoHydrated(lawyer, meeting);
  await expect(lawyer.locator(".detail-tags")).toContainText("Cancelada");
});

test("a hearing can have a private meeting after it too, which is shown wherever the one before is", async ({ person }) => {
  test.setTimeout(120_000);
  const scheduler = await person({ as: "scheduler" });
  const others = { detainee: "DEMO-0008", judge: "Irene Bálsamo Estrella", lawyer: "Rosa Nance Collado" };
  await prepare(scheduler, { ...others, caseNumber: newCase() });
  // Back in the first step there is none until somebody asks for it.
  await gotoHydrated(scheduler, scheduler.url().replace(/\/when.*/, "/what"));
  const after = scheduler.getByRole("group", { name: "Reunión privada después" });
  await expect(after.getByLabel("Ninguna")).toBeChecked();
  await after.getByLabel("15 min").check();
  await scheduler.getByRole("button", { name: "Continuar" }).click();
  await arrived(scheduler, "who");
  await scheduler.getByRole("link", { name: "Continuar" }).click();
  await arrived(scheduler, "when");
  const first = (await bookable(scheduler)).at(0) as Start;
  await expect(scheduler.locator("label.slot").first()).toContainText(/en privado hasta \d\d:\d\d/);
  await choose(scheduler, first);
  await expect(scheduler.locator("main")).toContainText("15 min en privado con la defensa");
  await book(scheduler);

  const linked = scheduler.locator(".detail-linked li");
  await expect(linked).toHaveCount(2);
  await expect(linked.nth(0)).toContainText("Reunión privada antes");
  await expect(linked.nth(1)).toContainText("Reunión privada después");
  await linked.nth(1).getByRole("link", { name: "Reunión con la defensa" }).click();
  await expect(scheduler.locator("main")).toContainText(others.lawyer);
  await expect(scheduler.locator("main")).not.toContainText(others.judge);
});

test("a private meeting is booked by itself, with counsel alone, in a room for private talks", async ({ person }) => {
  test.setTimeout(120_000);
  const scheduler = await person({ as: "scheduler" });
  const lawyer = "Julia Volador Campo";
  await prepareMeeting(scheduler, { detainee: "DEMO-0021", lawyer });
  await choose(scheduler, (await bookable(scheduler)).at(0) as Start);
  await expect(scheduler.locator(".booking-step")).toContainText(lawyer);
  // What only a hearing has is not asked, and not told as missing.
  await expect(scheduler.locator(".booking-step")).not.toContainText(/Expediente|Resolución|en privado/);
  await expectAccessible(scheduler);
  const meeting = await book(scheduler);
  await expect(scheduler.getByRole("heading", { level: 1 })).toHaveText("Reunión con la defensa");
  await expect(scheduler.locator(".detail-linked li")).toHaveCount(0);
  await expect(scheduler.getByRole("button", { name: "Confirmar" })).toBeVisible();

  // Nobody else can be let in later.
  await gotoHydrated(scheduler, `${meeting}/people`);
  await expect(scheduler.getByLabel("Participa como").locator("option")).toHaveText(["Elija", "Defensa", "Intérprete"]);
});
