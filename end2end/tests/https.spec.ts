// With a certificate the server makes itself, as on a centre's own network: the device check works on a name that is not this machine's.

import { chromium as engine } from "@playwright/test";
import { chromium, fakeDevices, flags } from "../browser.mjs";
import { plainly, Server } from "../server.mjs";
import { expect, gotoHydrated, test as base, watch } from "../test.ts";

// An address of this machine that is not the usual one.
const HOST = "127.0.0.2";

const test = base.extend<object, { own: Server }>({
  own: [
    async ({}, use) => {
      const own = await Server.start({ TELESALA_TLS_SELF_SIGNED: "true" }, HOST);
      await use(own);
      await own.remove();
      expect(own.panics(), "panics in the server's log").toEqual([]);
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

test("cookies never travel in the clear, and no browser is bound to a certificate that others do not know", async ({ person, own }) => {
  const page = await person({ at: own, ignoreHTTPSErrors: true });
  await gotoHydrated(page, "/sign-in");
  await page.getByLabel("Nombre de usuario").fill("custodia");
  await page.getByLabel("Contraseña").fill("demo-telesala");
  await page.getByRole("button", { name: "Entrar" }).click();
  await expect(page).toHaveURL(`${own.address}/`);
  const session = (await page.context().cookies()).find((cookie) => cookie.name === "telesala_session");
  expect(session).toMatchObject({ secure: true, httpOnly: true, sameSite: "Lax" });
  // A name that was bound to https would be lost once the self-made certificate is.
  const answer = await page.request.get("/sign-in");
  expect(answer.headers()["strict-transport-security"]).toBeUndefined();
});

test("plain http gets no answer at the same address", async ({ own }) => {
  expect((await plainly(own.address.replace("https:", "http:"))).status).toBe(0);
});

test("the device check may use the devices under the network's own name", async ({ own, complaints }) => {
  // Browsers trust 127.0.0.0/8 without https too, so the name has to be another.
  const args = [...flags, ...fakeDevices, "--host-resolver-rules=MAP centro.test " + HOST];
  const browser = await engine.launch({ executablePath: chromium, args });
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "es-SV" });
    watch(context, complaints);
    const page = await context.newPage();
    await gotoHydrated(page, `https://centro.test:${new URL(own.address).port}/check`);
    expect(await page.evaluate(() => ({ secure: isSecureContext, devices: "mediaDevices" in navigator }))).toEqual({ secure: true, devices: true });
    await page.getByRole("button", { name: "Permitir cámara y micrófono" }).click();
    await expect(page.getByRole("heading", { name: "Mire a la cámara" })).toBeVisible();
  } finally {
    await browser.close();
  }
});

test("boards are live", async ({ person, own }) => {
  const warden = await person({ as: "warden", at: own, ignoreHTTPSErrors: true });
  await gotoHydrated(warden, "/day/today");
  await expect(warden.getByText("En vivo")).toBeVisible();
});
