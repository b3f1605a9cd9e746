// Devices that come and go: what was measured with others no longer counts, and who chooses another one has that measured.

import type { Page } from "@playwright/test";
import { allow, button, checkNow, fine, hear, heading, judged, leaveTheRest, listen, lookIntoCamera, type Result, skip, speak, step, test, type Used } from "../checking.ts";
import { expect, gotoHydrated, hydrated } from "../test.ts";

/** Another camera, a headset besides, no camera, or a headset and no camera, from now on; the browser says so, or it does not. */
const plug = (page: Page, how: "another" | "headset" | "none" | "swapped", says = true) =>
  page.evaluate(({ how, says }) => {
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    const another = (kind: MediaDeviceKind) => ({ deviceId: "another", groupId: "", kind, label: "Another", toJSON: () => ({}) }) as MediaDeviceInfo;
    const headset = [another("audioinput"), another("audiooutput")];
    const comes = { another: [another("videoinput")], headset, none: [], swapped: headset }[how];
    const goes = how === "none" || how === "swapped";
    navigator.mediaDevices.enumerateDevices = async () => {
      const listed = await list();
      return [...(goes ? listed.filter(({ kind }) => kind !== "videoinput") : listed), ...comes];
    };
    if (says) navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  }, { how, says });

/** In the check that is open the camera is measured, and the rest left out. */
async function measureCamera(page: Page): Promise<Result> {
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  return leaveTheRest(page);
}

/** A check whose camera and microphone passed. */
async function seenAndHeard(page: Page) {
  await allow(page);
  await lookIntoCamera(page);
  await speak(page);
  await expect(listed(page, "microphone")).toHaveAttribute("data-verdict", "pass");
}

const listed = (page: Page, name: string) => page.locator(`[data-step="${name}"]`);
const plugged = /Se conectó o se desconectó un equipo\. Lo medido antes ya no cuenta/;

/** How many cameras the page was given so far, the same one included. */
const cameras = (page: Page) => page.evaluate(() => (window as unknown as { used: Used }).used.tracks.filter(({ kind }) => kind === "video").length);

/** Until the server knows that other devices are connected. */
const othersToldOf = (page: Page) => page.waitForResponse((response) => response.url().endsWith("/do/check/devices-changed") && response.ok());

/** Where the first of the officer's rooms is checked. */
async function firstRoom(page: Page): Promise<string> {
  await gotoHydrated(page, "/devices");
  return (await page.getByRole("link", { name: "Revisar ahora" }).first().getAttribute("href")) as string;
}

test("a device that comes or goes after the check ends it", async ({ device }) => {
  const { page } = await device(fine, { as: "warden" });
  await gotoHydrated(page, "/devices");
  await checkNow(page);
  await measureCamera(page);
  const ended = othersToldOf(page);
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
  expect(step(await measureCamera(page), "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
  const ended = othersToldOf(page);
  await plug(page, "none");
  await expect(page.getByText("Se desconectó un equipo que ya se había medido (Cámara)")).toBeVisible();
  await ended;
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  await expect(page.locator(".check-verdict")).toHaveCount(0);
});

test("a camera that goes after the check, of which the browser says nothing, takes its pass back once the page is seen again", async ({ device }) => {
  const { page } = await device(fine, { as: "warden" });
  await gotoHydrated(page, "/devices");
  await checkNow(page);
  expect(step(await measureCamera(page), "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
  await plug(page, "none", false);
  const ended = othersToldOf(page);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await ended;
  await expect(page.getByText("Se desconectó un equipo que ya se había medido (Cámara)")).toBeVisible();
  await gotoHydrated(page, "/devices");
  await expect(page.getByText("Hoy sin revisar").first()).toBeVisible();
});

test("a camera that ended after it passed is measured again, and passes then", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await allow(page);
  await lookIntoCamera(page);
  expect(await cameras(page)).toBe(1);
  await page.evaluate(() => {
    for (const track of (window as unknown as { used: Used }).used.tracks) if (track.kind === "video") track.stop();
  });
  await speak(page);
  expect(step(await hear(page, { line: true }), "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
  expect(await cameras(page)).toBe(2);
});

test("a camera that is plugged in between camera and loudspeaker has the camera measured again", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await allow(page);
  await lookIntoCamera(page);
  await expect(listed(page, "camera")).toHaveAttribute("data-verdict", "pass");
  const before = await cameras(page);
  await plug(page, "another");
  await expect(page.getByText(plugged)).toContainText("(Cámara)");
  await expect(listed(page, "camera")).not.toHaveAttribute("data-verdict");
  // After the microphone the camera is next again, and begins by itself.
  await skip(page);
  await expect(heading(page, "Escuche el número")).toBeVisible({ timeout: 15_000 });
  const result = await hear(page, { line: true });
  expect(step(result, "camera")).toEqual({ step: "camera", verdict: "pass", findings: [] });
  expect(await cameras(page), "it was asked for anew: the browser may give the other one").toBe(before + 1);
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
  await seenAndHeard(page);
  await plug(page, "swapped");
  const said = page.getByText("Se desconectó un equipo que ya se había medido (Cámara)");
  await expect(said).toBeVisible();
  await expect(said).toContainText("Se conectó o se desconectó un equipo. Lo medido antes ya no cuenta (Micrófono)");
});

test("a headset that is plugged in after the microphone passed has it measured again, and no camera", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await seenAndHeard(page);
  const before = await cameras(page);
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
  expect(await cameras(page)).toBe(before);
});

test("a device that comes in the middle of a check ends what was recorded before it", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine, { as: "warden" });
  await gotoHydrated(page, "/devices");
  await checkNow(page);
  const room = page.url();
  await measureCamera(page);
  await gotoHydrated(page, room);
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  const ended = othersToldOf(page);
  await plug(page, "another");
  expect((await ended).request().postData()).toContain(room.replace(/.*room=/, ""));
  await expect(page.getByText(plugged)).toContainText("(Cámara)");
});

test("other devices end what was checked with these, on whichever page of the check they are seen; a trial ends nothing", async ({ device }) => {
  const { page } = await device(fine, { as: "warden" });
  const check = async (address: string) => {
    await gotoHydrated(page, address);
    await measureCamera(page);
  };
  const room = await firstRoom(page);
  await check(room);
  // The trial is made with other devices: the room's check ends, and the trial does not take its place.
  const ended = page.waitForRequest((request) => request.url().endsWith("/do/check/devices-changed"));
  await page.addInitScript(() => {
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    const another = { deviceId: "another", groupId: "", kind: "videoinput", label: "Another", toJSON: () => ({}) } as MediaDeviceInfo;
    navigator.mediaDevices.enumerateDevices = async () => [...(await list()), another];
  });
  await gotoHydrated(page, "/check");
  expect((await ended).postData()).toContain(room.replace(/.*room=/, ""));
  await expect(async () => {
    expect(await page.evaluate(() => localStorage.getItem("telesala.checked"))).toBeNull();
  }).toPass();
  await check("/check");
  expect(await page.evaluate(() => localStorage.getItem("telesala.checked"))).toBeNull();
});

test.describe("of who signed out", () => {
  test.use({ expected: [/Failed to load resource/] });

  test("a check that may not be ended is asked for once, and not at every look", async ({ device }) => {
    const { page } = await device(fine, { as: "warden" });
    await gotoHydrated(page, await firstRoom(page));
    await measureCamera(page);
    await page.context().clearCookies();
    await page.addInitScript(() => {
      const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
      const another = { deviceId: "another", groupId: "", kind: "videoinput", label: "Another", toJSON: () => ({}) } as MediaDeviceInfo;
      navigator.mediaDevices.enumerateDevices = async () => [...(await list()), another];
    });
    let asked = 0;
    page.on("request", (request) => void (request.url().endsWith("/do/check/devices-changed") && (asked += 1)));
    const refused = page.waitForResponse((response) => response.url().endsWith("/do/check/devices-changed"));
    await gotoHydrated(page, "/check");
    expect((await refused).ok()).toBe(false);
    await page.evaluate(() => void navigator.mediaDevices.dispatchEvent(new Event("devicechange")));
    await new Promise((looked) => setTimeout(looked, 2_500));
    expect(asked).toBe(1);
    expect(await page.evaluate(() => localStorage.getItem("telesala.checked")), "whoever signs in again ends it").not.toBeNull();
  });
});

test("other devices are noticed once they were allowed, where the browser does not tell them apart before", async ({ device }) => {
  const { page } = await device(fine, { as: "warden" });
  const room = await firstRoom(page);
  await gotoHydrated(page, room);
  await measureCamera(page);
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
  await gotoHydrated(page, room);
  await expect(button(page, "Permitir cámara y micrófono")).toBeVisible();
  expect(ended).toEqual([]);
  await button(page, "Permitir cámara y micrófono").click();
  await expect.poll(() => ended.length).toBe(1);
  expect(ended[0]).toContain(room.replace(/.*room=/, ""));
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
