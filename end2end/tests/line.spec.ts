// The line to the server while it is measured: who leaves frees it, devices that come and go end a check, and a room's own device
// checks itself.

import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { allow, button, fine, hear, heading, judged, listen, lookIntoCamera, skip, skipTheRest, speak, step, test, type Used } from "../checking.ts";
import { root, Server } from "../server.mjs";
import { expect, gotoHydrated, hydrated } from "../test.ts";

/** A number that the server tells whoever watches over it. */
async function told(server: Server, name: string): Promise<number> {
  const answer = await fetch(`${server.address}/metrics`);
  const line = (await answer.text()).split("\n").find((line) => line.startsWith(`telesala_media_${name} `));
  return Number(line?.split(" ")[1] ?? Number.NaN);
}

/** To where sound and picture go back and forth. */
async function measuring(page: Page, server: Server) {
  await gotoHydrated(page, "/check");
  await skip(page);
  await skip(page);
  await expect(heading(page, "Midiendo la conexión")).toBeVisible();
  await expect(page.getByText(/Sonido e imagen de prueba: quedan \d+ s/)).toBeVisible();
  await expect(async () => expect(await told(server, "calls")).toBe(1)).toPass();
}

const leavings: [how: string, leave: (page: Page) => Promise<unknown>][] = [
  ["to another page of ours", (page) => page.getByRole("link", { name: "Ver todos los límites" }).click()],
  ["to another site", (page) => page.goto("about:blank")],
  ["by closing the tab", (page) => page.close()],
  ["by skipping the step", (page) => button(page, "Omitir este paso").click()],
];
for (const [how, leave] of leavings) {
  test(`who leaves ${how} frees the server's end within five seconds`, async ({ device, server }) => {
    const { page } = await device(fine);
    await measuring(page, server);
    await leave(page);
    await expect(async () => {
      expect(await told(server, "calls")).toBe(0);
      expect(await told(server, "threads")).toBe(0);
      expect(await told(server, "addresses")).toBe(0);
    }).toPass({ timeout: 5_000 });
  });
}

for (const [how, leave] of leavings.slice(0, 3)) {
  test(`who leaves ${how} while the answer is on its way frees the server's end within five seconds`, async ({ device, server }) => {
    const { page } = await device(fine);
    // The server answers, and the page never hears of it.
    await page.route("**/do/check/call", async (route) => void (await route.fetch().catch(() => {})));
    await gotoHydrated(page, "/check");
    await expect(async () => expect(await told(server, "calls")).toBeGreaterThan(0)).toPass();
    await leave(page);
    await expect(async () => {
      expect(await told(server, "calls")).toBe(0);
      expect(await told(server, "threads")).toBe(0);
    }).toPass({ timeout: 5_000 });
  });
}

test.describe("a limit", () => {
  // What the browser says of a refusal.
  test.use({ expected: [/status of 429/] });

  test("who checks too often is told so, and for how long to wait, and not that the server is busy", async ({ device }) => {
    test.setTimeout(120_000);
    // One of its own: whoever is tested after this one has checked nothing yet.
    const ours = await Server.start();
    try {
      const offer = { purpose: "quality", route: "udp", sdp: readFileSync(join(root, "server/media/tests/it/offers/chromium-156-quality.sdp"), "utf8") };
      const headers = { "content-type": "application/json", origin: ours.address, "sec-fetch-site": "same-origin" };
      const call = () => fetch(`${ours.address}/do/check/call`, { method: "POST", headers, body: JSON.stringify({ token: null, offer }) });
      let [refused, calls] = [await call(), 1];
      for (; refused.status !== 429 && calls < 60; calls += 1) refused = await call();
      expect(refused.status).toBe(429);
      expect(calls, "an address measures twenty lines at once").toBeGreaterThan(20);
      const contentType = refused.headers.get("content-type") ?? "";
      const answer = { status: refused.status, contentType, body: Buffer.from(await refused.arrayBuffer()) };

      const { page } = await device(fine, { at: ours });
      // The server would let one in every three seconds.
      await page.route("**/do/check/call", (route, request) => (request.postDataJSON().offer.purpose === "quality" ? route.fulfill(answer) : route.continue()));
      await gotoHydrated(page, "/check");
      const result = judged(page);
      await skip(page);
      await skip(page);
      await expect(page.getByText(/demasiadas revisiones en poco tiempo: se intenta de nuevo en [1-4] s/)).toBeVisible({ timeout: 20_000 });
      expect(step(await result, "quality")).toEqual({ step: "quality", verdict: "not_measured", findings: ["too_many_checks"] });
      await expect(page.getByText("Espere medio minuto y repita este paso").first()).toBeVisible();
      await expect(page.getByText("el servidor estaba ocupado")).toHaveCount(0);
    } finally {
      await ours.remove();
    }
  });
});

test("a line that connects no more ends in its time, says why it was not measured, and can be measured again", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await page.addInitScript(() => {
    const state = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, "connectionState") as PropertyDescriptor;
    const carries = (line: RTCPeerConnection) => line.getSenders().some(({ track }) => track?.kind === "video");
    Object.defineProperty(RTCPeerConnection.prototype, "connectionState", {
      ...state,
      get(this: RTCPeerConnection) {
        return carries(this) ? "connecting" : state.get?.call(this);
      },
    });
  });
  let begun = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/do/check/call") && request.postDataJSON().offer.purpose === "quality") begun ||= performance.now();
  });
  await gotoHydrated(page, "/check");
  const result = judged(page);
  await skip(page);
  await skip(page);
  expect(step(await result, "quality")).toEqual({ step: "quality", verdict: "not_measured", findings: ["out_of_time"] });
  expect(begun, "the server was called").toBeGreaterThan(0);
  expect(performance.now() - begun, "milliseconds, of a step that is over within twenty seconds").toBeLessThan(25_000);
  await expect(page.locator(".check-verdict[data-verdict=not_measured]")).toBeVisible();
  await expect(page.getByText("no hubo tiempo suficiente para medirla").first()).toBeVisible();
  await expect(button(page, "Repetir: Calidad de la línea")).toBeVisible();
});

test("another site cannot open a line", async ({ server }) => {
  const status = (headers: Record<string, string>) =>
    new Promise<number>((answered, reject) => {
      const key = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "c2VjcmV0c2VjcmV0c2VjcmV0" };
      const request = http.get(`${server.address}/echo`, { headers: { ...key, ...headers } });
      request.on("response", (response) => answered(response.statusCode ?? 0));
      request.on("upgrade", (response, socket) => {
        socket.destroy();
        answered(response.statusCode ?? 0);
      });
      request.on("error", reject);
    });
  expect(await status({ Origin: server.address })).toBe(101);
  expect(await status({ Origin: "https://evil.example" })).toBe(403);
  expect(await status({ Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" })).toBe(403);
});

/** Another camera, a headset besides, no camera, or a headset and no camera, from now on; the browser says so. */
const plug = (page: Page, how: "another" | "headset" | "none" | "swapped") =>
  page.evaluate((how) => {
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    const another = (kind: MediaDeviceKind) => ({ deviceId: "another", groupId: "", kind, label: "Another", toJSON: () => ({}) }) as MediaDeviceInfo;
    const headset = [another("audioinput"), another("audiooutput")];
    const comes = { another: [another("videoinput")], headset, none: [], swapped: headset }[how];
    const goes = how === "none" || how === "swapped";
    navigator.mediaDevices.enumerateDevices = async () => {
      const listed = await list();
      return [...(goes ? listed.filter(({ kind }) => kind !== "videoinput") : listed), ...comes];
    };
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  }, how);

/** From the rooms' devices to the check of the first: another document, whose buttons do nothing until its client has come. */
async function checkNow(page: Page) {
  await page.getByRole("link", { name: "Revisar ahora" }).first().click();
  await page.waitForURL(/\/check\?room=/);
  await hydrated(page);
}

test("a device that comes or goes after the check ends it", async ({ device }) => {
  const { page } = await device(fine, { as: "warden" });
  await gotoHydrated(page, "/devices");
  await checkNow(page);
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  const result = judged(page);
  await skipTheRest(page);
  await result;
  const ended = page.waitForResponse((response) => response.url().endsWith("/do/check/devices-changed") && response.ok());
  await plug(page, "another");
  await expect(page.getByText("Se conectó o se desconectó un equipo")).toBeVisible();
  await ended;
  await gotoHydrated(page, "/devices");
  await expect(page.getByText("Hoy sin revisar").first()).toBeVisible();
});

test("a camera that goes after the check takes its pass back", async ({ device }) => {
  const { page } = await device(fine, { as: "warden" });
  await gotoHydrated(page, "/devices");
  await checkNow(page);
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  const result = judged(page);
  await skipTheRest(page);
  expect(step(await result, "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
  const ended = page.waitForResponse((response) => response.url().endsWith("/do/check/devices-changed") && response.ok());
  await plug(page, "none");
  await expect(page.getByText("Se desconectó un equipo que ya se había medido (Cámara)")).toBeVisible();
  await ended;
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  await expect(page.locator(".check-verdict")).toHaveCount(0);
});

test("a camera that ended after it passed is measured again, and passes then", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await allow(page);
  await lookIntoCamera(page);
  const cameras = () => page.evaluate(() => (window as unknown as { used: Used }).used.tracks.filter(({ kind }) => kind === "video").length);
  expect(await cameras()).toBe(1);
  await page.evaluate(() => {
    for (const track of (window as unknown as { used: Used }).used.tracks) if (track.kind === "video") track.stop();
  });
  await speak(page);
  expect(step(await hear(page, { line: true }), "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
  expect(await cameras()).toBe(2);
});

const tracks = (page: Page, of: "audio" | "video") =>
  page.evaluate((of) => (window as unknown as { used: Used }).used.tracks.filter(({ kind }) => kind === of).length, of);
const listed = (page: Page, name: string) => page.locator(`[data-step="${name}"]`);
const plugged = /Se conectó o se desconectó un equipo\. Lo medido antes ya no cuenta/;

test("a camera that is plugged in between camera and loudspeaker has the camera measured again", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await allow(page);
  await lookIntoCamera(page);
  await expect(listed(page, "camera")).toHaveAttribute("data-verdict", "pass");
  const before = await tracks(page, "video");
  await plug(page, "another");
  await expect(page.getByText(plugged)).toContainText("(Cámara)");
  await expect(listed(page, "camera")).not.toHaveAttribute("data-verdict");
  // After the microphone the camera is next again, and begins by itself.
  await skip(page);
  await expect(heading(page, "Escuche el número")).toBeVisible({ timeout: 15_000 });
  const result = await hear(page, { line: true });
  expect(step(result, "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
  expect(await tracks(page, "video"), "it was asked for anew: the browser may give the other one").toBe(before + 1);
  await expect(page.getByText(plugged)).toHaveCount(0);
});

test("what is said of others that came is over once the step that they opened is left out", async ({ device }) => {
  const { page } = await device(fine);
  await allow(page);
  await lookIntoCamera(page);
  await plug(page, "another");
  await expect(page.getByText(plugged)).toContainText("(Cámara)");
  // It is asked for anew, and never given: the step does not end by itself.
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => new Promise<MediaStream>(() => {});
  });
  await skip(page);
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  await expect(page.getByText(plugged)).toBeVisible();
  await skip(page);
  await expect(heading(page, "Escuche el número")).toBeVisible();
  await expect(page.getByText(plugged)).toHaveCount(0);
});

test("of a camera that went as a headset came both are said", async ({ device }) => {
  test.setTimeout(90_000);
  const { page } = await device(fine);
  await allow(page);
  await lookIntoCamera(page);
  await speak(page);
  await expect(listed(page, "microphone")).toHaveAttribute("data-verdict", "pass");
  await plug(page, "swapped");
  const said = page.getByText("Se desconectó un equipo que ya se había medido (Cámara)");
  await expect(said).toBeVisible();
  await expect(said).toContainText("Se conectó o se desconectó un equipo. Lo medido antes ya no cuenta (Micrófono)");
});

test("a headset that is plugged in after the microphone passed has it measured again, and no camera", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await allow(page);
  await lookIntoCamera(page);
  await speak(page);
  await expect(listed(page, "microphone")).toHaveAttribute("data-verdict", "pass");
  const before = await tracks(page, "video");
  await plug(page, "headset");
  await expect(page.getByText(plugged)).toContainText("(Micrófono)");
  const right = await listen(page);
  const result = judged(page);
  await button(page, right).click();
  await expect(heading(page, "Pruebe el micrófono")).toBeVisible({ timeout: 20_000 });
  await button(page, "Empezar a escuchar").click();
  for (const name of ["camera", "microphone", "speaker"]) {
    expect(step(await result, name)).toEqual({ step: name, verdict: "pass", findings: [] });
  }
  expect(await tracks(page, "video")).toBe(before);
});

test("a device that comes in the middle of a check ends what was recorded before it", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine, { as: "warden" });
  await gotoHydrated(page, "/devices");
  await checkNow(page);
  const room = page.url();
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  const result = judged(page);
  await skipTheRest(page);
  await result;
  await gotoHydrated(page, room);
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  const ended = page.waitForResponse((response) => response.url().endsWith("/do/check/devices-changed") && response.ok());
  await plug(page, "another");
  expect((await ended).request().postData()).toContain(room.replace(/.*room=/, ""));
  await expect(page.getByText(plugged)).toContainText("(Cámara)");
});

test("other devices end what was checked with these, on whichever page of the check they are seen; a trial ends nothing", async ({ device }) => {
  const { page } = await device(fine, { as: "warden" });
  const check = async (address: string) => {
    await gotoHydrated(page, address);
    await button(page, "Permitir cámara y micrófono").click();
    await lookIntoCamera(page);
    const result = judged(page);
    await skipTheRest(page);
    await result;
  };
  await gotoHydrated(page, "/devices");
  const room = await page.getByRole("link", { name: "Revisar ahora" }).first().getAttribute("href");
  await check(room as string);
  // The trial is made with other devices: the room's check ends, and the trial does not take its place.
  const ended = page.waitForRequest((request) => request.url().endsWith("/do/check/devices-changed"));
  await page.addInitScript(() => {
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    const another = { deviceId: "another", groupId: "", kind: "videoinput", label: "Another", toJSON: () => ({}) } as MediaDeviceInfo;
    navigator.mediaDevices.enumerateDevices = async () => [...(await list()), another];
  });
  await gotoHydrated(page, "/check");
  expect((await ended).postData()).toContain((room as string).replace(/.*room=/, ""));
  await expect(async () => {
    expect(await page.evaluate(() => localStorage.getItem("telesala.checked"))).toBeNull();
  }).toPass();
  await check("/check");
  expect(await page.evaluate(() => localStorage.getItem("telesala.checked"))).toBeNull();
});

test("other devices are noticed once they were allowed, where the browser does not tell them apart before", async ({ device }) => {
  const { page } = await device(fine, { as: "warden" });
  await gotoHydrated(page, "/devices");
  const room = await page.getByRole("link", { name: "Revisar ahora" }).first().getAttribute("href");
  await gotoHydrated(page, room as string);
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  const result = judged(page);
  await skipTheRest(page);
  await result;
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const [list, ask] = [devices.enumerateDevices.bind(devices), devices.getUserMedia.bind(devices)];
    let allowed = false;
    const known = ({ kind, deviceId, groupId, label }: Pick<MediaDeviceInfo, "kind" | "deviceId" | "groupId" | "label">) => ({ kind, deviceId, groupId, label, toJSON: () => ({}) });
    const another = known({ kind: "videoinput", deviceId: "another", groupId: "", label: "Another" });
    devices.enumerateDevices = async () => {
      const listed = [...(await list()).map(known), another];
      return allowed ? listed : listed.map(({ kind }) => known({ kind, deviceId: "", groupId: "", label: "" }));
    };
    devices.getUserMedia = async (wanted) => {
      const given = await ask(wanted);
      allowed = true;
      return given;
    };
  });
  const ended: string[] = [];
  page.on("request", (request) => void (request.url().endsWith("/do/check/devices-changed") && ended.push(request.postData() ?? "")));
  await gotoHydrated(page, room as string);
  await expect(button(page, "Permitir cámara y micrófono")).toBeVisible();
  expect(ended).toEqual([]);
  await button(page, "Permitir cámara y micrófono").click();
  await expect.poll(() => ended.length).toBe(1);
  expect(ended[0]).toContain((room as string).replace(/.*room=/, ""));
});

/** The first room's own page, which knows by now how long it is until its check: before that, no time that passes counts. */
async function untilItIsDue(page: Page) {
  await gotoHydrated(page, "/devices");
  const asked = page.waitForResponse((response) => response.url().endsWith("/do/check/place"));
  await page.getByRole("link", { name: "Dejar que se revise sola" }).first().click();
  await expect(page.locator(".check-kiosk")).toContainText(/se revisa sola/);
  await (await asked).finished();
  await page.evaluate(() => new Promise((read) => setTimeout(read, 100)));
}

/** Lets the page's clock go on, for ten minutes at most, in steps so small that the page does not give up an answer on the way. */
const goOnUntil = async (page: Page, come: () => Promise<boolean>) => {
  for (let step = 0; step < 300 && !(await come()); step++) {
    await page.clock.runFor(2_000);
    await new Promise((answered) => setTimeout(answered, 30));
  }
};

test.describe("a room's own device", () => {
  // In a kiosk the browser is told to let a page sound that nobody touched.
  const alone = [...fine, "--autoplay-policy=no-user-gesture-required"];

  test("checks itself when its time has come, and says that nobody was there", async ({ device }) => {
    test.setTimeout(180_000);
    const { page } = await device(alone, { as: "warden" });
    await page.clock.install();
    await untilItIsDue(page);
    const result = judged(page);
    // Days pass; whatever is booked there next is near then.
    await page.clock.fastForward(170 * 3_600_000);
    await expect(page.locator(".check-kiosk")).toContainText("Esta sala se está revisando sola", { timeout: 30_000 });
    const { measured, steps } = await result;
    expect(measured.attended).toBe(false);
    expect(step({ steps, verdict: "", measured }, "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
    expect(step({ steps, verdict: "", measured }, "speaker")).toEqual({ step: "speaker", verdict: "not_measured", findings: ["unattended"] });
  });

  test("loads its page anew when the server is of another version, once for each, and says so where that did not help", async ({ device }) => {
    const { page } = await device(alone, { as: "warden" });
    let [version, asked, loaded] = [100, 0, 0];
    // The last byte that is told of a place is the server's version.
    await page.route("**/do/check/place", async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      await route.fulfill({ response, body: Buffer.concat([body.subarray(0, -1), Buffer.from([version])]) });
      asked += 1;
    });
    page.on("load", () => (loaded += 1));
    await page.clock.install();
    await gotoHydrated(page, "/devices");
    const before = loaded;
    // The check's page is a document of its own. It asks at once, and is loaded anew then.
    await page.getByRole("link", { name: "Dejar que se revise sola" }).first().click();
    await expect.poll(() => loaded, { timeout: 20_000 }).toBe(before + 2);
    const old = page.getByRole("alert").getByText("Esta página no está al día").first();
    await expect(old).toBeVisible({ timeout: 20_000 });
    /** Within five minutes it asks again. */
    const until = (come: () => boolean) =>
      expect(async () => {
        await page.clock.runFor(20_000);
        await new Promise((read) => setTimeout(read, 200));
        expect(come()).toBe(true);
      }).toPass({ timeout: 60_000 });
    const once = asked;
    await until(() => asked > once);
    await expect(old).toBeVisible();
    expect(loaded, "the same page came again: it is not loaded for ever").toBe(before + 2);
    version = 101;
    await until(() => loaded === before + 3);
    await expect(old).toBeVisible({ timeout: 20_000 });
  });

  test("does not load its page anew under a person who is in the middle of a check", async ({ device }) => {
    test.setTimeout(120_000);
    const { page } = await device(alone, { as: "warden" });
    let [asked, loaded, other] = [0, 0, false];
    await page.route("**/do/check/place", async (route) => {
      // Before the answer: while it is on the way the clock must not go on, or the page counts as left.
      asked += 1;
      const response = await route.fetch();
      const body = await response.body();
      // The last byte that is told of a place is the server's version.
      await route.fulfill({ response, body: other ? Buffer.concat([body.subarray(0, -1), Buffer.from([100])]) : body });
    });
    page.on("load", () => (loaded += 1));
    await page.clock.install();
    await gotoHydrated(page, "/devices");
    await page.getByRole("link", { name: "Dejar que se revise sola" }).first().click();
    await page.waitForURL(/\/check\?/);
    await hydrated(page);
    await button(page, "Permitir cámara y micrófono").click();
    await lookIntoCamera(page);
    const [before, once] = [loaded, asked];
    other = true;
    await goOnUntil(page, async () => asked > once);
    expect(asked).toBeGreaterThan(once);
    await expect(page.getByRole("alert").getByText("Esta página no está al día").first()).toBeVisible();
    await new Promise((load) => setTimeout(load, 2_000));
    expect(loaded).toBe(before);
    await expect(heading(page, "Pruebe el micrófono")).toBeVisible();
  });

  for (const [clock, hours] of [["ahead", 1_000], ["behind", -1_000]] as const) {
    test(`checks itself once, at the right time, although its clock is ${clock}`, async ({ device }) => {
      test.setTimeout(180_000);
      const { page } = await device(alone, { as: "warden" });
      await page.clock.install({ time: Date.now() + hours * 3_600_000 });
      let recorded = 0;
      page.on("request", (request) => (recorded += request.url().endsWith("/do/check/record") ? 1 : 0));
      await untilItIsDue(page);
      const kiosk = page.locator(".check-kiosk");
      const result = judged(page);
      await page.clock.fastForward(170 * 3_600_000);
      await expect(kiosk).toContainText("Esta sala se está revisando sola", { timeout: 30_000 });
      await result;
      await expect(kiosk).toContainText(/se revisa sola/);
      // It looks at the clock every twenty seconds, and the next day on which it runs has not come.
      await page.clock.runFor(90_000);
      await expect(kiosk).toContainText(/se revisa sola/);
      expect(recorded).toBe(1);
    });
  }
});

test.describe("a room's own device whose session ended", () => {
  test.use({ expected: [/status of 401/] });

  test("says so, and leads to the way to sign in again", async ({ device }) => {
    test.setTimeout(120_000);
    const { page } = await device(fine, { as: "warden" });
    await page.clock.install();
    await gotoHydrated(page, "/devices");
    await page.getByRole("link", { name: "Dejar que se revise sola" }).first().click();
    await expect(page.locator(".check-kiosk")).toContainText(/se revisa sola/);
    await page.context().clearCookies();
    // Within five minutes it asks when it is to check itself next.
    const said = page.getByRole("alert").getByText("Esta sala ya no se revisa sola").first();
    await goOnUntil(page, () => said.isVisible());
    await expect(said).toBeVisible();
    const way = page.getByRole("alert").getByRole("link", { name: "Iniciar sesión" }).first();
    expect(decodeURIComponent((await way.getAttribute("href")) as string)).toMatch(/back=\/check\?room=.*kiosk/);
  });
});

test("who chooses another camera has that one measured, then and the next time", async ({ device }) => {
  const { page } = await device(["--use-fake-device-for-media-stream=device-count=2,fps=30", "--use-fake-ui-for-media-stream"]);
  await allow(page);
  const choice = page.getByLabel("Cámara que se usa");
  await expect(choice).toBeVisible();
  await expect(choice.locator("option").nth(1)).toBeAttached();
  const [first, second] = await choice.locator("option").evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  expect(first).not.toBe(second);
  const asked = page.evaluate(
    () =>
      new Promise<string>((told) => {
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (constraints) => {
          const stream = await ask(constraints);
          told(stream.getVideoTracks()[0]?.getSettings().deviceId ?? "");
          return stream;
        };
      }),
  );
  await choice.selectOption(second as string);
  expect(await asked).toBe(second);
  await page.reload();
  await hydrated(page);
  await button(page, "Permitir cámara y micrófono").click();
  await expect(choice).toHaveValue(second as string);
});
