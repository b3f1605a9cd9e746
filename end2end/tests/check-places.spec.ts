// For whom a device check counts: a room, an invitation, nobody.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { allow, button, camera, comingAppointment, fake, fine, granted, hear, heading, leaveTheRest, microphone, ofRoom, skip, speak, step, test } from "../checking.ts";
import { dateNow } from "../pages.ts";
import { expect, gotoHydrated, hydrated } from "../test.ts";

test("a room's check calls the officer, is kept, and shows with the appointment", async ({ device }) => {
  test.setTimeout(90_000);
  const { page } = await device([...granted, camera("black"), microphone("speech")], { as: "warden" });
  // Today's come first: a room's check counts for its own day.
  const appointment = await comingAppointment(page, ofRoom);
  await page.getByRole("link", { name: ofRoom }).first().click();
  await page.waitForURL(/\/check\?room=/);
  await hydrated(page);
  await button(page, "Permitir cámara y micrófono").click();
  await expect(heading(page, "Cámara: imagen a oscuras")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText("Si sigue igual, avise al oficial de turno.")).toBeVisible();
  await button(page, "Seguir sin esto").click();
  await speak(page);
  const result = await hear(page);
  expect(result.verdict).toBe("fail");
  expect(step(result, "camera")).toEqual({ step: "camera", verdict: "fail", findings: ["black"] });
  await expect(heading(page, "Con los equipos de la sala, las citas de hoy no saldrían bien.")).toBeVisible();
  await expect(page.getByText("El centro y quien reserva la sala ven este resultado en el tablero.")).toBeVisible();
  await expectAccessible(page);
  await gotoHydrated(page, appointment);
  // In the evening nothing of today is left, and what was found says nothing of tomorrow.
  const held = await page.locator(".detail-time time").first().getAttribute("datetime");
  const found = expect(page.locator("main"));
  await (held?.slice(0, 10) === dateNow() ? found : found.not).toContainText("imagen a oscuras");
  await gotoHydrated(page, "/devices");
  const kit = page.locator(".device-kit").filter({ hasText: "Cámara: imagen a oscuras" });
  await expect(kit.getByRole("heading", { name: /^[A-Z0-9]+-[A-Z0-9]+-\d+: / }).first()).toBeVisible();
  // When it was is told to whoever has no mouse, too.
  const faults = page.locator(".device-faults").filter({ hasText: "Falla · Cámara: imagen a oscuras" }).first();
  await faults.locator("summary").click();
  await expect(faults.getByText(/^\p{Lu}.* de .*, \d\d:\d\d · Falla · Cámara: imagen a oscuras/u).first()).toBeVisible();
});

test("who unblocks a browser depends on who keeps the device", async ({ device }) => {
  const denied = [...fake, "--use-fake-ui-for-media-stream=deny"];
  const blocked = (page: Page) => heading(page, "Permisos: el navegador bloquea este sitio");
  const unblock = (page: Page) => page.getByText("Toque el icono que está a la izquierda de la dirección");
  const { page: own } = await device(denied);
  await allow(own);
  await expect(blocked(own)).toBeVisible();
  await expect(unblock(own)).toBeVisible();
  await expect(own.getByText("soporte informático")).toHaveCount(0);
  const { page: desk } = await device(denied, { as: "scheduler" });
  await allow(desk);
  await expect(blocked(desk)).toBeVisible();
  await expect(unblock(desk)).toBeVisible();
  await expect(desk.getByText("Si sigue igual, llame al soporte informático de su institución.")).toBeVisible();
  // Whoever works in a centre is in it, though no room was named.
  const { page: centre } = await device(denied, { as: "warden" });
  await allow(centre);
  await expect(blocked(centre)).toBeVisible();
  await expect(centre.getByText("Avise al oficial de turno para que llame al técnico del centro.")).toBeVisible();
  await expect(unblock(centre)).toHaveCount(0);
  const { page: room } = await device(denied, { as: "warden" });
  await comingAppointment(room, ofRoom);
  await room.getByRole("link", { name: ofRoom }).first().click();
  await room.waitForURL(/\/check\?room=/);
  await hydrated(room);
  await button(room, "Permitir cámara y micrófono").click();
  await expect(blocked(room)).toBeVisible();
  await expect(room.getByText("Avise al oficial de turno para que llame al técnico del centro.")).toBeVisible();
  await expect(unblock(room)).toHaveCount(0);
  await expectAccessible(room);
});

test("a judge's own check and the appointment's page call the same support", async ({ device }) => {
  test.setTimeout(90_000);
  const { page } = await device([...granted, camera("black"), microphone("speech")], { as: "judge" });
  const appointment = await comingAppointment(page, /Revisar mis equipos/);
  await page.getByRole("link", { name: "Revisar mis equipos" }).first().click();
  await page.waitForURL(/\/check\?appointment=/);
  await hydrated(page);
  await button(page, "Permitir cámara y micrófono").click();
  await expect(heading(page, "Cámara: imagen a oscuras")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText("Si sigue igual, llame al soporte informático de su institución.")).toBeVisible();
  expect(step(await leaveTheRest(page), "camera")).toEqual({ step: "camera", verdict: "fail", findings: ["black"] });
  await gotoHydrated(page, appointment);
  const judge = page.locator(".detail-person", { hasText: "Elena Ceibo Lucero" });
  await expect(judge.locator(".detail-findings")).toContainText("imagen a oscuras");
  await judge.getByText("Cómo resolverlo").click();
  await expect(judge.locator(".detail-remedies")).toContainText("soporte informático de su institución");
});

test("a personal link checks for its appointment, without an account", async ({ device, person }) => {
  const outbox = await person({ as: "administrator" });
  await gotoHydrated(outbox, "/outbox");
  const links = await outbox.locator('a[href*="/confirm/"]').evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  const { page } = await device(fine);
  // Links of appointments that are over no longer serve.
  let check: string | undefined;
  for (const link of links) {
    const answer = await page.request.get(link.replace("/confirm/", "/check/"));
    if (answer.ok()) check = link.replace("/confirm/", "/check/");
    if (check) break;
  }
  await gotoHydrated(page, check as string);
  await skip(page);
  const result = await hear(page);
  expect(step(result, "camera")?.verdict).toBe("not_measured");
  // Of some people of the demo an earlier check found more, and that stands.
  const earlier = await page.getByText("Lo encontró una revisión anterior").count();
  if (earlier === 0) expect(result.verdict).toBe("not_measured");
  expect(["not_measured", "fail"]).toContain(result.verdict);
  await expect(page.getByText("Quien le citó ve este resultado junto con la cita.")).toBeVisible();
});

test.describe("a room of another centre", () => {
  test.use({ expected: [/status of 404/] });

  test("does not exist for the warden", async ({ device }) => {
    const { page } = await device(fine, { as: "warden" });
    const response = await page.goto("/check?room=01890000-0000-7000-8000-000000000000");
    expect(response?.status()).toBe(404);
    await expect(button(page, "Permitir cámara y micrófono")).toHaveCount(0);
    expect((await page.goto("/check?room=nonsense"))?.status()).toBe(404);
  });
});
