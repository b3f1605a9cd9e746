// A device that stays in a room: it opens the check of that room without anybody signed in, and nothing else.

import { expectAccessible } from "../axe.ts";
import { expect, gotoHydrated, test } from "../test.ts";

for (const scripts of [true, false]) {
  test(`an officer lets a device stay in a room and sends it away, ${scripts ? "with" : "without"} scripts`, async ({ person }) => {
    const page = await person({ as: "warden", javaScriptEnabled: scripts });
    const open = (path: string) => (scripts ? gotoHydrated(page, path) : page.goto(path));
    await open("/devices");
    const rooms = page.getByRole("link", { name: "Dejar que se revise sola" });
    const [here, elsewhere] = [(await rooms.nth(0).getAttribute("href")) as string, (await rooms.nth(1).getAttribute("href")) as string];

    await open(here);
    const section = page.getByRole("region", { name: "Equipos que quedan en esta sala", exact: true });
    await expect(section).toContainText("Ningún equipo queda en esta sala.");
    await section.getByRole("button", { name: "Este equipo queda en la sala" }).click();
    await expect(section).toContainText("El equipo queda en la sala.");
    await expect(section.getByRole("row")).toHaveCount(2);
    await expect(section.getByRole("row").nth(1)).toContainText("Este equipo");
    await expect(section.getByRole("button", { name: "Este equipo queda en la sala" })).toHaveCount(0);
    if (scripts) await expectAccessible(page);

    // The officer goes; the device keeps what it came to.
    const own = (await page.context().cookies()).find((cookie) => cookie.name === "telesala_room");
    expect(own).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
    expect(own?.expires ?? 0, "for half a year").toBeGreaterThan(Date.now() / 1000 + 170 * 86_400);
    await page.context().clearCookies({ name: "telesala_session" });
    await open(here);
    await expect(page.locator(".check-kiosk")).toContainText(/se revisa sola/);
    await expect(section).toHaveCount(0);
    const status = async (path: string) => (await page.request.get(path, { maxRedirects: 0, headers: { accept: "text/html" } })).status();
    expect(await status(here)).toBe(200);
    expect(await status(elsewhere)).toBe(404);
    for (const path of ["/", "/devices", "/outbox"]) expect(await status(path), path).toBe(303);

    const officer = await person({ as: "warden", javaScriptEnabled: scripts });
    await (scripts ? gotoHydrated(officer, here) : officer.goto(here));
    const list = officer.getByRole("region", { name: "Equipos que quedan en esta sala", exact: true });
    await list.getByRole("button", { name: /^Retirar/ }).click();
    await expect(list).toContainText("El equipo ya no queda en la sala.");
    await expect(list).toContainText("Ningún equipo queda en esta sala.");
    expect(await status(here), "it is a stranger's now").not.toBe(200);
  });
}
